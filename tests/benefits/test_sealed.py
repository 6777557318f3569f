"""What lies in clear: canaries go in wherever text comes in, and are looked for in every column of every table."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from benefits.domain.facts import Claim
from benefits.repository.claims import ClaimReference
from benefits.repository.filings import filings_of
from benefits.repository.people import Scope
from benefits.repository.sealed_columns import SEALED
from benefits.use_cases.record_claims import ReportedClaim, record_claims
from enrolment_events.benefits import ClaimRecordedV1
from enrolment_events.registration import CircumstanceRecordedV1, DeathRecordedV1, HistoryRecordedV1, SubsidyMark, SubsidyMarkedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken
from policy_parameters import load_policy_book
from service_runtime import CannotOpen, Database, MovableClock, Safe, generate_storage_keys
from service_runtime.migration import migrate
from tests.benefits.builders import MORNING, at, event, participation, person_state, token_of
from tests.benefits.conftest import BenefitsFacts
from tests.benefits.running import RunningBenefits
from tests.benefits.test_closed_doors import hand_in
from tests.benefits.test_hospitals import ONE, claim, report
from tests.benefits.test_rest import FORM, insured, key
from tests.conftest import FreshDatabase
from tests.service_runtime.keys import resealed
from tests.service_runtime.stepping import down_to

CANARY = "金丝雀7777"


async def in_clear(driver: "asyncpg.Connection[asyncpg.Record]", text: str) -> set[str]:
    """The tables in which a text can be read; audit rows and outbox too."""
    tables = await driver.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    escaped = json.dumps(text)[1:-1]
    found = set()
    for [table] in tables:
        hits = f'SELECT count(*) FROM "{table}" AS row WHERE position($1 in row::text) > 0 OR position($2 in row::text) > 0'
        if await driver.fetchval(hits, text, escaped):
            found.add(table)
    return found


async def test_free_text_lies_nowhere_in_clear(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    texts = dict.fromkeys(("agent_name", "address_here", "address_there", "hospital", "reason", "phone", "agent_document"), CANARY)
    own: dict[str, Any] = {"role": "citizen", "subject": f"wx:{CANARY}", "documents": [token_of(person)]}
    form = {**FORM, **texts, "person_id": str(person), "notice_accepted": False, "type": CANARY, "destination": CANARY}
    refused = await benefits.call("POST", "/filings", json=form, headers=key(), **own)
    assert (refused.status_code, CANARY in refused.text) == (422, False)
    path = f"/filings/{(await hand_in(benefits, person, **own)).json()['filing_id']}"
    clerk: dict[str, Any] = {"role": "clerk", "headers": key()}
    noted = {"decision": "NEEDS_CORRECTION", "note": CANARY}
    assert (await benefits.call("POST", f"{path}/decision", json=noted, **clerk)).status_code == 200
    long_resident = {**FORM, **texts, "materials": ["PERSONAL_PROMISE", CANARY], "proof_valid_to": "2024-12-31"}
    corrected = await benefits.call("POST", f"{path}/corrections", json=long_resident, headers=key(), **own)
    assert corrected.status_code == 200, corrected.text
    shown = (await benefits.call("GET", path, **own)).json()["history"]
    assert CANARY in [move["note"] for move in shown], "opened for whom it concerns"
    assert await report(benefits, claim(person, CANARY), **{**ONE, "organisation": CANARY}) == (1, 0, [])
    async with benefits.app.state.runtime.database.read() as read:
        seen = await in_clear(read.driver, CANARY)
        [filing] = await filings_of(read, person)
    assert seen <= {"audit_rows", "idempotency_keys"}, "the actor of an audit row; kept answers are the runtime's"
    assert (filing.form["hospital"], filing.form["reason"]) == (CANARY, CANARY)
    assert (filing.form["phone"], filing.form["agent_document"]) == (CANARY, CANARY), "kept, sealed"


async def test_free_text_of_other_services_is_not_kept(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    mark = SubsidyMark(category=CANARY, department=CANARY, list_month=CANARY, received_on=date(2023, 9, 20), marked_on=date(2023, 9, 20))
    told = [
        CircumstanceRecordedV1(circumstance_id=new_id(), kind=CANARY, from_on=date(2023, 9, 20), source=CANARY),
        DeathRecordedV1(died_on=date(2025, 1, 1), source=CANARY),
        HistoryRecordedV1(resident_years=(2022,), source=CANARY),
        SubsidyMarkedV1(marks=(mark,)),
    ]
    await facts.record(participation(paid_for, person, "SUSPENDED", state_reason=CANARY, household_no=CANARY))
    await facts.record(*(event(data, new_id(), 1, person, MORNING) for data in told))
    reference = ClaimRecordedV1(claim_ref=CANARY, benefit_year=2023, settled_on=date(2023, 9, 1), fund_paid=100)
    await facts.record(event(reference, new_id(), 1, person, MORNING))
    async with facts.database.read() as read:
        assert await in_clear(read.driver, CANARY) == set()
    kept = await facts.rows("SELECT kind FROM facts WHERE person_id = :p ORDER BY 1", p=person)
    assert {row["kind"] for row in kept} >= {"CIRCUMSTANCE", "DEATH", "HISTORY", "MARKS", "PARTICIPATION", "CHANGE", "CLAIM"}


async def test_a_column_has_one_shape(facts: BenefitsFacts) -> None:
    person = new_id()
    nobody = person_state(person)
    named = msgspec.structs.replace(nobody, keys=(msgspec.structs.replace(nobody.keys[0], token=IdentityToken(CANARY)),))
    for changed in ({"area": CANARY}, {"person": named}):
        told = participation(new_id(), person)
        with pytest.raises(asyncpg.CheckViolationError):
            await facts.record(msgspec.structs.replace(told, data=msgspec.structs.replace(told.data, **changed)))


async def test_what_is_sealed_opens_in_its_own_filing_only(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    people = [(await insured(benefits))[0] for _ in range(2)]
    for person in people:
        assert (await hand_in(benefits, person, role="citizen", documents=[token_of(person)])).status_code == 202
    one, other = people
    swap = "UPDATE filings SET form = (SELECT form FROM filings WHERE person_id = $2) WHERE person_id = $1"
    async with benefits.app.state.runtime.database.transaction() as tx:
        await tx.driver.execute(swap, one, other)
        with pytest.raises(CannotOpen):
            await filings_of(tx, one)
        assert len(await filings_of(tx, other)) == 1


# A database of before


async def the_feed_of_before_goes_on(database: Database, person: UUID) -> None:
    """A claim of before is corrected under its reference, as the operators' feed; no new one comes without a hospital."""
    paid = Claim(id="", year=2023, settled_on=date(2023, 5, 5), fund_paid=200)
    references = [ClaimReference(None, CANARY), ClaimReference(None, "新"), ClaimReference("H-ONE", "新")]
    async with database.transaction() as tx:
        receipt = await record_claims(tx, [ReportedClaim(person, reference, paid) for reference in references], Scope(["4407%"]))
    assert [one.reference for one in receipt.recorded] == [references[0], references[2]]
    assert [one.reference for one in receipt.unknown_claim] == [references[1]]


BEFORE = (
    "INSERT INTO people (person_id, area, version) VALUES (:person, '440783115', 1)",
    "INSERT INTO person_tokens (person_id, token) VALUES (:person, 'a-token-that-was-none')",
    "INSERT INTO facts (person_id, kind, fact_id, version, body, recorded_at) VALUES"
    " (:person, 'CLAIM', :ref, 1, CAST(:claim AS json), now()), (:person, 'CLAIM', :ref, 2, CAST(:claim AS json), now())",
    "INSERT INTO facts (person_id, kind, fact_id, version, body, recorded_at) VALUES"
    " (:person, 'PARTICIPATION', '0192e4a0-1111-7222-8333-444455556666', 1, json_build_object('id', '0192e4a0-1111-7222-8333-444455556666',"
    " 'benefit_year', 2023, 'area', '440783115', 'registered_on', '2022-10-01', 'effective_on', '2022-10-01'), now())",
    "INSERT INTO filings (filing_id, person_id, version, area, type, channel, state, destination, starts_on, promise_only, form, filed_by,"
    " filed_at, changed_at, history) VALUES (:filing, :person, 3, '440783115', 'REFERRAL', 'KIOSK', 'UNDER_REVIEW', '440100', '2024-02-01',"
    " false, CAST(:form AS json), :ref, now(), now(), CAST(:history AS json))",
)


async def test_what_lay_in_clear_is_sealed_and_comes_back(fresh_database: FreshDatabase) -> None:
    """After a change of the storage key, too."""
    url, keys = await fresh_database("benefits_before"), generate_storage_keys()
    safe = Safe.from_json(keys)
    await migrate(url, "benefits.migrations", safe)
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    move = {"at": "2024-01-10T09:00:00+08:00", "from": "DRAFT", "to": "SUBMITTED", "actor": CANARY, "note": CANARY}
    told: dict[str, Any] = {
        "person": new_id(), "filing": new_id(), "ref": CANARY, "form": json.dumps({"hospital": CANARY}), "history": json.dumps([move]),
        "claim": json.dumps({"id": CANARY, "year": 2023, "settled_on": "2023-05-05", "fund_paid": 100}),
    }  # fmt: skip
    async with engine.begin() as connection:
        await connection.run_sync(down_to, "benefits.migrations", "202611270640", safe)
        for statement in BEFORE:
            used = {name: value for name, value in told.items() if f":{name}" in statement}
            await connection.execute(sa.text(statement), used)
    with pytest.raises(RuntimeError, match="CANBAO_STORAGE_KEYS"):
        await migrate(url, "benefits.migrations")
    await migrate(url, "benefits.migrations", safe)
    counts, safe = await resealed(url, keys, SEALED)
    assert counts == [2, 0], "a filing and a claim"
    database = Database(url, MovableClock(MORNING), policy=load_policy_book(), safe=safe)
    async with database.read() as read:
        assert await in_clear(read.driver, CANARY) == set()
        [filing] = await filings_of(read, told["person"])
        assert (filing.form, filing.history[0].actor, filing.history[0].note) == ({"hospital": CANARY}, CANARY, CANARY)
    await the_feed_of_before_goes_on(database, told["person"])
    await database.close()
    async with engine.begin() as connection:
        await connection.run_sync(down_to, "benefits.migrations", "202611270640", safe)
        claims = await connection.execute(sa.text("SELECT fact_id, version, body ->> 'id' FROM facts WHERE kind = 'CLAIM' ORDER BY 1, 2"))
        versions = [(CANARY, number, CANARY) for number in (1, 2, 3)]
        assert [tuple(row) for row in claims] == [("H-ONE:新", 1, "H-ONE:新"), *versions]
        filings = await connection.execute(sa.text("SELECT form ->> 'hospital', history -> 0 ->> 'note' FROM filings"))
        assert [tuple(row) for row in filings] == [(CANARY, CANARY)]
    await engine.dispose()
