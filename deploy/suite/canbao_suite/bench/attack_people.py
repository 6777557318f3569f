"""Other people's ids and numbers: whatever is asked about somebody else is answered as if there were no such person."""

import json
import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from canbao_suite.bench.attack import Tally, Target
from canbao_suite.season.population import Person, Population
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document, DocumentType
from service_runtime import Vault

YEAR, TOWN, PROVINCE, ABROAD = 2024, "440783115", ("4409",), ("4301",)
GUESSES = 300
_APPLICATIONS = "/registration/v1/applications"
_DIGITS = ("０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "۰۱۲۳۴۵۶۷۸۹")
_OF_ITSELF = {"request_id", "instance", "checked_at"}
_BY_ID = (
    "/registration/v1/applications/{application}",
    "/registration/v1/persons/{person}",
    "/registration/v1/persons/{person}/participations",
    "/registration/v1/persons/{person}/timeline",
    "/payment-bridge/v1/bills/{bill}",
    "/payment-bridge/v1/bills?person_id={person}",
    "/payment-bridge/v1/bills?participation_id={participation}",
    "/payment-bridge/v1/persons/{person}/timeline",
    "/dedup/v1/checks/{application}",
    "/dedup/v1/spells?person_id={person}",
    "/dedup/v1/persons/{person}/timeline",
    "/benefits/v1/entitlements/{person}",
    "/benefits/v1/filings?person_id={person}",
    "/benefits/v1/persons/{person}/timeline",
    "/benefits/v1/persons/{person}/participations",
)
Ids = dict[str, str]


def token_of(target: Target, person: Person) -> str:
    """The identity token that a sign-on would name."""
    return Vault.from_json(target.suite.keys.vault_keys).identity_token(Document.read(DocumentType.RESIDENT_ID, person.number))


async def enrol(target: Target, person: Person) -> Ids:
    """Files, approves, and answers all ids by which the person could be asked for."""
    await target.client.move_clock(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    own = target.bearer("citizen", f"wx:{person.number[-6:]}", documents=(token_of(target, person),))["Authorization"].removeprefix(
        "Bearer "
    )
    filed = await target.client.post("registration", "/applications", person.as_application(YEAR, "YUE_YIBAO"), own)
    await until_quiet(target.suite, target.client, lambda _: None, 60)
    clerk = target.client.token("clerk", "attack:office")
    application = filed["application_id"]
    await target.client.post("registration", f"/applications/{application}/decision", {"decision": "APPROVE"}, clerk)
    await until_quiet(target.suite, target.client, lambda _: None, 60)
    shown = await target.client.get("registration", f"/applications/{application}", clerk)
    bills = await target.client.get("payment-bridge", "/bills", clerk, participation_id=shown["participation_id"])
    ids = {"application": application, "person": shown["person_id"], "participation": shown["participation_id"]}
    return ids | {"bill": bills["items"][0]["bill_id"]}


async def ask_for_others(target: Target, tally: Tally) -> None:
    """Strangers with good tokens ask for an enrolled person and for nobody: both answers must be one."""
    victim, attacker, nobody = Population(4401).people(TOWN, 3)
    ids = await enrol(target, victim)
    unknown = {name: str(uuid4()) for name in ids}
    strangers = _strangers(target, attacker)
    desks = _desks(target)
    for role, headers in (strangers | desks).items():
        for path in _BY_ID:
            known, none = [await target.http.get(path.format(**which), headers=headers) for which in (ids, unknown)]
            tally.met(f"{role} {path}", none)
            tally.met(f"{role} {path}", known)
            if _shape(known, ids) != _shape(none, unknown):
                tally.leaks.append(f"{role} {path}: {known.status_code} {known.text[:120]} / {none.status_code} {none.text[:120]}")
        # what R-008 lets a desk file is whole, and kept; what it may not learn is asked by forms with a fault, which leave nothing
        await _file_for(target, tally, role, headers, (victim, nobody), {"phone": "call me"} if role in desks else {})
    await _guess_numbers(target, tally, strangers["clerk elsewhere"])
    await _take_the_name(target, tally, attacker, victim, ids)


def _strangers(target: Target, attacker: Person) -> dict[str, dict[str, str]]:
    return {
        "citizen": target.bearer("citizen", "wx:attacker", documents=(token_of(target, attacker),)),
        "citizen without documents": target.bearer("citizen", "wx:nobody"),
        "agent": target.bearer("agent", "agent:attacker", documents=(token_of(target, attacker),)),
        "clerk elsewhere": target.bearer("clerk", "clerk:elsewhere", areas=ABROAD),
        "clerk without areas": target.bearer("clerk", "clerk:nowhere"),
        "hospital elsewhere": target.bearer("hospital", "hospital:elsewhere", areas=ABROAD),
        "school elsewhere": target.bearer("school", "school:elsewhere", areas=ABROAD),
    }


def _desks(target: Target) -> dict[str, dict[str, str]]:
    """Desks of another city of the province. R-008: they may file for anybody; nothing else is theirs."""
    return {
        "clerk of the province": target.bearer("clerk", "clerk:province", areas=PROVINCE),
        "school of the province": target.bearer("school", "school:province", areas=PROVINCE),
    }


async def _file_for(
    target: Target, tally: Tally, role: str, headers: dict[str, str], people: tuple[Person, Person], fault: dict[str, str]
) -> None:
    """A refusal for somebody who is registered reads as one for somebody who is not."""
    answers = []
    for person in people:
        channel = {"school": "SCHOOL", "clerk": "COUNTER"}.get(role.split()[0], "YUE_YIBAO")
        form = person.as_application(YEAR, channel) | fault
        answer = await target.http.post(_APPLICATIONS, json=form, headers={**headers, "Idempotency-Key": str(uuid4())})
        tally.refused(f"{role} files for somebody else", answer)
        answers.append((answer.status_code, re.sub(r'"request_id": ?"[^"]*"', "", answer.text)))
    if answers[0] != answers[1]:
        tally.leaks.append(f"{role} files: {answers[0]} / {answers[1]}")


async def _guess_numbers(target: Target, tally: Tally, headers: dict[str, str]) -> None:
    """A clerk of another city tries numbers: nobody is found, and at last he is told to wait."""
    throttled = False
    for person in Population(4402).people(TOWN, GUESSES):
        body = {"document_type": "RESIDENT_ID", "document_number": person.number}
        answer = await target.http.post("/registration/v1/persons/search", json=body, headers=headers)
        tally.refused("guessed number", answer, 404, 429)
        throttled |= answer.status_code == httpx.codes.TOO_MANY_REQUESTS
    if not throttled:
        tally.accepted.append(f"{GUESSES} guesses in a row were never slowed down")


async def _take_the_name(target: Target, tally: Tally, attacker: Person, victim: Person, ids: Ids) -> None:
    """Files for himself and tries to correct the application to somebody else's number; the other's name must stand."""
    office = target.bearer("clerk", "attack:office", areas=("4407",))
    before = (await target.http.get(f"/registration/v1/persons/{ids['person']}", headers=office)).json()
    own = target.bearer("citizen", "wx:attacker", documents=(token_of(target, attacker),))
    filed = await target.http.post(
        _APPLICATIONS, json=attacker.as_application(YEAR, "YUE_YIBAO"), headers={**own, "Idempotency-Key": str(uuid4())}
    )
    application = filed.json()["application_id"]
    await until_quiet(target.suite, target.client, lambda _: None, 60)
    asked = {"decision": "NEEDS_CORRECTION", "missing": [{"field": "phone"}]}
    await target.http.post(f"{_APPLICATIONS}/{application}/decision", json=asked, headers={**office, "Idempotency-Key": str(uuid4())})
    stolen = victim.as_application(YEAR, "YUE_YIBAO") | {"name": attacker.name}
    answer = await target.http.post(
        f"{_APPLICATIONS}/{application}/corrections", json=stolen, headers={**own, "Idempotency-Key": str(uuid4())}
    )
    tally.refused("corrected to somebody else's number", answer, 422)
    after = (await target.http.get(f"/registration/v1/persons/{ids['person']}", headers=office)).json()
    if after != before:
        tally.accepted.append(f"a stranger changed a person: {before} -> {after}")


async def write_one_number_in_many_ways(target: Target, tally: Tally) -> None:
    """One ID in the digits of six scripts, and as every kind of document: one person, one participation, one bill."""
    [person] = Population(4403).people(TOWN, 1)
    ids = await enrol(target, person)
    own = target.bearer("citizen", f"wx:{person.number[-6:]}", documents=(token_of(target, person),))
    counter = target.bearer("clerk", "attack:counter", areas=("4407",))
    for digits in _DIGITS:
        written = person.number.translate({ord(str(digit)): character for digit, character in enumerate(digits)})
        for kind in ("RESIDENT_ID", "HOUSEHOLD_BOOK", "FOREIGN_PR", "HMT_PERMIT"):
            form = person.as_application(YEAR, "YUE_YIBAO") | {"document_number": written, "document_type": kind}
            for name, headers in (("citizen", own), ("clerk", counter)):
                answer = await target.http.post(_APPLICATIONS, json=form, headers={**headers, "Idempotency-Key": str(uuid4())})
                tally.refused(f"{name} files {kind} in other digits", answer, 422)
    office = target.client.token("clerk", "attack:office")
    listed = await target.client.get("registration", f"/persons/{ids['person']}/participations", office)
    if len(listed["items"]) != 1:
        tally.accepted.append(f"one person has {len(listed['items'])} participations of one year")


def _shape(answer: httpx.Response, ids: Ids) -> tuple[int, str]:
    text = answer.text
    for known in ids.values():
        text = text.replace(known, "…")
    try:
        return answer.status_code, json.dumps(_without(json.loads(text)), sort_keys=True)
    except ValueError:
        return answer.status_code, text


def _without(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _without(value) for name, value in told.items() if name not in _OF_ITSELF}
    return [_without(one) for one in told] if isinstance(told, list) else told
