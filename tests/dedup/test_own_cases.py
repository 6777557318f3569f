"""A person's own duplicate cases over HTTP: what he sees and says himself, and what somebody who means harm does not."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from dedup.domain.own_case import GUARDIAN_PROMISE, PROMISE
from enrolment_events.registration import MandateKind
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken
from tests.conftest import FreshDatabase
from tests.dedup.builders import MORNING, mandate, merged
from tests.dedup.desk import FAR, OURS, THERE, TODAY, chooses_himself, double, refused, says, seen
from tests.dedup.running import RunningDedup, running_dedup
from tests.figures.asking import value


@pytest.fixture(scope="module")
async def dedup(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningDedup]:
    """The running service, on 11 October 2023."""
    async with running_dedup(fresh_database, tmp_path_factory.mktemp("issuer")) as running:
        yield running


async def test_whoever_is_insured_twice_sees_what_is_asked_of_him(dedup: RunningDedup) -> None:
    """R-122: side by side, until when, and what happens otherwise; no reference, no other id of his."""
    one = await double(dedup)
    answer = await dedup.call("GET", "/me/cases", **one.himself)
    [case] = answer.json()["items"]
    assert (case["case_id"], case["state"], case["kept"]) == (one.case_id, "AWAITING_CHOICE", None)
    assert [(record["relation_name"], record["area_name"], record["starts_on"], record["may_be_chosen"]) for record in case["records"]] == [
        (OURS, "广东省江门市开平市月山镇", "2023-01-01", True),
        (THERE, "广东省广州市", "2023-03-01", True),
    ]
    question = case["question"]
    assert (question["due_on"], question["promise"]) == ("2023-10-26", None)
    assert question["text"] == "您有2个参保关系在同一时间段内重复，请选择保留哪一个。"
    assert question["if_silent"].startswith("至2023-10-26（含当日）未选择的，按处理原则保留广东省广州市居民医保（2023年度）")
    secrets = (one.document, one.spell_ref, one.person_id, one.participation_id)
    assert not any(str(secret) in answer.text for secret in secrets)
    assert await dedup.audited(one.person_id) == [], "he looks at himself"


async def test_he_chooses_himself(dedup: RunningDedup) -> None:
    """R-122, R-129, D6 AWAITING_CHOICE→DECIDED: today, once; the office sees that he did, and cannot choose again."""
    one = await double(dedup)
    first = await chooses_himself(dedup, one, OURS, key="mine")
    assert (first.status_code, first.json()) == (200, (await chooses_himself(dedup, one, OURS, key="mine")).json())
    told = first.json()
    assert (told["state"], told["kept"], told["chosen"], told["chosen_on"], told["question"]) == ("EXECUTING", OURS, OURS, TODAY, None)
    case = await seen(dedup, one)
    assert (case["decided_how"], case["version"], case["history"][-1]["actor"]) == ("CHOICE", 2, one.himself["subject"])
    assert case["choice"]["promise_ref"] is None
    assert await dedup.audited(one.case_id) == [(one.himself["subject"], "duplicate_case.chosen")]
    assert refused(await chooses_himself(dedup, one, THERE))[:2] == (409, "CASE_CHANGED")
    assert refused(await says(dedup, one, "choice", {"version": 1, "chosen": THERE, "chosen_on": TODAY}))[:2] == (409, "CASE_CHANGED")


async def test_the_promise_is_made_where_it_is_needed(dedup: RunningDedup) -> None:
    """R-124 「由本人作出书面承诺…留存备案」: its text is shown, nothing is taken without it, and it is kept as the office's is."""
    one = await double(dedup, subsidised=True)
    [case] = (await dedup.call("GET", "/me/cases", **one.himself)).json()["items"]
    assert case["question"]["promise"] == PROMISE
    assert "不会自动处理" in case["question"]["if_silent"]
    for answer in (await chooses_himself(dedup, one, OURS), await chooses_himself(dedup, one, OURS, promise_accepted=False)):
        assert refused(answer) == (422, "CHOICE_HAS_FAULTS", ["promise_accepted"])
    assert refused(await chooses_himself(dedup, one, FAR)) == (422, "CHOICE_HAS_FAULTS", ["chosen", "promise_accepted"])
    done = await chooses_himself(dedup, one, OURS, promise_accepted=True)
    assert (done.json()["state"], done.json()["kept"]) == ("EXECUTING", OURS)
    kept = (await seen(dedup, one))["choice"]["promise_ref"]
    assert kept == f"网上承诺1-20231011-{one.case_id[-12:]}"
    stored = await dedup.rows("SELECT promise FROM cases WHERE case_id = CAST(:id AS uuid)", id=one.case_id)
    assert kept not in stored[0]["promise"]


async def test_a_login_that_is_his_by_a_mandate_is_himself(dedup: RunningDedup) -> None:
    """R-122: a login by WeChat or telephone shows no documents; whose it is registration has told."""
    one = await double(dedup)
    by_login: dict[str, Any] = {"role": "citizen", "area": "", "subject": f"tel-{one.person_id}", "documents": []}
    held = mandate(one.person_id, by_login["subject"], MandateKind.SELF)
    await dedup.publish(held)
    await dedup.until("SELECT FROM remote_mandates WHERE mandate_id = :id", id=held.data.mandate_id)
    [case] = (await dedup.call("GET", "/me/cases", **by_login)).json()["items"]
    assert (case["case_id"], case["person_id"], case["question"]["text"][:2]) == (one.case_id, None, "您有")
    assert (await chooses_himself(dedup, one, OURS, by=by_login)).json()["chosen"] == OURS


async def test_a_guardian_chooses_for_a_child(dedup: RunningDedup) -> None:
    """R-122, R-124: for whom, in words that say so, with a promise of his own; also for a record that turned out to be another's."""
    one, gone = await double(dedup, subsidised=True), new_id()
    mother: dict[str, Any] = {"role": "citizen", "area": "", "subject": f"mother-of-{one.person_id}", "documents": []}
    held = mandate(gone, mother["subject"], MandateKind.GUARDIAN)
    await dedup.publish(held, merged(one.person_id, gone))
    await dedup.until("SELECT FROM remote_mandates WHERE mandate_id = :id", id=held.data.mandate_id)
    await dedup.until(
        "SELECT FROM identities AS a JOIN identities AS b USING (number) WHERE (a.node, b.node) = (:a, :b)", a=gone, b=one.person_id
    )
    [case] = (await dedup.call("GET", "/me/cases", **mother)).json()["items"]
    assert (case["case_id"], case["person_id"]) == (one.case_id, str(gone))
    assert case["question"]["text"] == "您监护的参保人有2个参保关系在同一时间段内重复，请代其选择保留哪一个，并作出书面承诺。"
    assert case["question"]["promise"] == GUARDIAN_PROMISE != PROMISE
    done = await chooses_himself(dedup, one, OURS, by=mother, version=case["version"], promise_accepted=True)
    assert (done.json()["state"], done.json()["chosen"], done.json()["person_id"]) == ("EXECUTING", OURS, str(gone))
    assert (await seen(dedup, one))["choice"]["promise_ref"] == f"监护人网上承诺1-20231011-{one.case_id[-12:]}"
    assert await dedup.audited(one.case_id) == [(mother["subject"], "duplicate_case.chosen")]


async def test_a_mandate_to_file_or_one_that_is_over_opens_no_case(dedup: RunningDedup) -> None:
    """R-009, R-122: an agent files, and does not choose; a guardian is one until the last day, and not a day longer."""
    one = await double(dedup)
    callers: dict[MandateKind, dict[str, Any]] = {
        kind: {"role": "agent", "area": "", "subject": f"{kind}-{one.person_id}", "documents": []} for kind in MandateKind
    }
    told = [mandate(one.person_id, callers[kind]["subject"], kind, until_on=date(2023, 10, 12)) for kind in MandateKind]
    await dedup.publish(*told)
    for event in told:
        await dedup.until("SELECT FROM remote_mandates WHERE mandate_id = :id", id=event.data.mandate_id)

    async def seen_by(kind: MandateKind) -> int:
        return len((await dedup.call("GET", "/me/cases", **callers[kind])).json()["items"])

    assert {kind: await seen_by(kind) for kind in callers} == {MandateKind.SELF: 1, MandateKind.GUARDIAN: 1, MandateKind.AGENT: 0}
    assert refused(await chooses_himself(dedup, one, OURS, by=callers[MandateKind.AGENT]))[:2] == (404, "CASE_NOT_KNOWN")
    dedup.clock.move_to(MORNING + timedelta(days=2))
    try:
        assert {kind: await seen_by(kind) for kind in callers} == dict.fromkeys(callers, 0)
        assert refused(await chooses_himself(dedup, one, OURS, by=callers[MandateKind.GUARDIAN]))[:2] == (404, "CASE_NOT_KNOWN")
    finally:
        dedup.clock.move_to(MORNING)
    as_clerk = callers[MandateKind.GUARDIAN] | {"role": "clerk", "area": "44"}
    assert (await dedup.call("GET", "/me/cases", **as_clerk)).status_code == 403


async def test_a_stranger_learns_nothing_and_changes_nothing(dedup: RunningDedup) -> None:
    """R-009, R-010: another person, one without documents, one whose document is almost the same; as if there were no case; counted."""
    one, other = await double(dedup), await double(dedup)
    almost = IdentityToken(f"{one.document[:31]}{'0' if one.document[31] != '0' else '1'}{one.document[32:]}")
    missed = await value(dedup.http, "canbao_looks_missed_total", kind="duplicate_case")
    strangers = [other.himself, other.himself | {"documents": []}, other.himself | {"documents": [almost]}]
    for number, stranger in enumerate(strangers, 1):
        hidden = await chooses_himself(dedup, one, OURS, by=stranger)
        nowhere = await dedup.call(
            "POST",
            f"/me/cases/{new_id()}/choice",
            json={"version": 1, "chosen": OURS},
            headers={"Idempotency-Key": f"nowhere-{number}-{one.case_id}"},
            **stranger,
        )
        assert refused(hidden) == refused(nowhere) == (404, "CASE_NOT_KNOWN", [])
        assert hidden.json()["msg"] == nowhere.json()["msg"]
        listed = (await dedup.call("GET", "/me/cases", **stranger)).json()["items"]
        assert one.case_id not in [case["case_id"] for case in listed]
    assert await value(dedup.http, "canbao_looks_missed_total", kind="duplicate_case") == missed + 2 * len(strangers)
    assert (await seen(dedup, one))["version"] == (await seen(dedup, other))["version"] == 1


async def test_an_office_is_no_person_and_a_device_is_nobody(dedup: RunningDedup) -> None:
    """R-009: a clerk's own documents open nothing while he is here as a clerk; at a kiosk the person stands there himself."""
    one = await double(dedup)
    for role in ("clerk", "reviewer", "operator", "auditor", "hospital", "kiosk"):
        caller = one.himself | {"role": role, "area": "44"}
        assert (await dedup.call("GET", "/me/cases", **caller)).status_code == 403
        assert refused(await chooses_himself(dedup, one, OURS, by=caller))[:2] == (403, "FORBIDDEN")
    at_kiosk = one.himself | {"role": "citizen+kiosk"}
    assert (await chooses_himself(dedup, one, OURS, by=at_kiosk)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"chosen_on": "2023-10-01"},
        {"promise_ref": "CN-1"},
        {"chosen": "RESIDENT/440100/2023' OR '1'='1"},
        {"version": 0},
        {"promise_accepted": "yes"},
    ],
    ids=str,
)
async def test_he_says_nothing_that_is_the_offices_to_say(dedup: RunningDedup, body: dict[str, Any]) -> None:
    """R-122, R-124: neither another day than today nor a number of the archive, nor what is no relation."""
    one = await double(dedup)
    told = {"version": 1, "chosen": OURS, **body}
    answer = await dedup.call("POST", f"/me/cases/{one.case_id}/choice", json=told, headers={"Idempotency-Key": "x"}, **one.himself)
    assert answer.status_code == 422
    assert (await seen(dedup, one))["version"] == 1


async def test_when_it_is_over_he_has_no_case_any_more(dedup: RunningDedup) -> None:
    """R-010, R-122: of different people; and after the last day his silence has decided."""
    one = await double(dedup)
    parted = (await says(dedup, one, "different-people", {"version": 1, "reason": "号码登记有误"})).json()
    assert (await dedup.call("GET", "/me/cases", **one.himself)).json()["items"] == []
    assert refused(await chooses_himself(dedup, one, OURS, version=parted["version"]))[:2] == (409, "CASE_IS_OVER")


async def test_a_late_answer_is_none(dedup: RunningDedup) -> None:
    """R-122: he is told what has been decided."""
    one = await double(dedup)
    dedup.clock.move_to(MORNING + timedelta(days=16))
    try:
        [case] = (await dedup.call("GET", "/me/cases", **one.himself)).json()["items"]
        assert (case["question"], case["kept"]) == (None, THERE)
        late = await chooses_himself(dedup, one, OURS, version=case["version"])
        assert refused(late) == (422, "CHOICE_HAS_FAULTS", ["chosen_on"])
        assert "2023-10-26" in late.json()["reasons"][0]["msg"]
    finally:
        dedup.clock.move_to(MORNING)
