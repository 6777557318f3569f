"""Duplicate cases over HTTP: what offices see and say, and what they are not told."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from tests.conftest import FreshDatabase
from tests.dedup.builders import participation
from tests.dedup.desk import CLERK, FAR, OURS, THERE, TODAY, double, refused, says, seen
from tests.dedup.running import RunningDedup, running_dedup
from tests.figures.asking import value

IN_GUANGZHOU: dict[str, Any] = {"role": "clerk", "area": "4401"}
IN_SHENZHEN: dict[str, Any] = {"role": "clerk", "area": "4403"}


@pytest.fixture(scope="module")
async def dedup(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningDedup]:
    """The running service, on 11 October 2023."""
    async with running_dedup(fresh_database, tmp_path_factory.mktemp("issuer")) as running:
        yield running


# What offices see


async def test_a_case_is_seen_where_one_of_its_relations_is(dedup: RunningDedup) -> None:
    """R-120, R-009: in Kaiping and in Guangzhou, not in Shenzhen, where it is answered as if there were none; each look is kept."""
    one = await double(dedup)
    for office, expected in ((CLERK, 200), (IN_GUANGZHOU, 200), (IN_SHENZHEN, 404)):
        for path in (f"/cases/{one.case_id}", f"/cases/{one.case_id}/history"):
            assert (await dedup.call("GET", path, **office)).status_code == expected
        listed = (await dedup.call("GET", "/cases?limit=1000", **office)).json()["items"]
        assert (one.case_id in [case["case_id"] for case in listed]) is (expected == 200)
    assert await dedup.audited(one.person_id) == [("test:clerk", "person.read")] * 4
    nowhere = await dedup.call("GET", f"/cases/{new_id()}", **IN_SHENZHEN)
    hidden = await dedup.call("GET", f"/cases/{one.case_id}", **IN_SHENZHEN)
    assert refused(nowhere) == refused(hidden) == (404, "CASE_NOT_KNOWN", [])


async def test_the_list_is_by_state_and_by_pages(dedup: RunningDedup) -> None:
    open_one, decided = await double(dedup), await double(dedup, student=True)
    for state, case_id in (("AWAITING_CHOICE", open_one.case_id), ("EXECUTING", decided.case_id)):
        found = (await dedup.call("GET", f"/cases?state={state}&limit=1000", **CLERK)).json()["items"]
        assert case_id in [case["case_id"] for case in found]
        assert {case["state"] for case in found} == {state}
    page = (await dedup.call("GET", "/cases?limit=1", **CLERK)).json()
    rest = (await dedup.call("GET", f"/cases?limit=1000&after={page['next']}", **CLERK)).json()
    assert page["items"][0]["case_id"] not in [case["case_id"] for case in rest["items"]]
    assert rest["next"] is None


async def test_a_case_is_shown_without_a_number_a_token_or_a_reference(dedup: RunningDedup) -> None:
    """R-129, issue point 8: side by side, by what it matched, what is asked and what follows; nothing by which to find the person."""
    one = await double(dedup)
    case = await seen(dedup, one)
    assert (case["state"], case["principle"], case["double_from"]) == ("AWAITING_CHOICE", "R-122", "2023-03-01")
    assert [(record["relation_name"], record["ours"], record["references"]) for record in case["records"]] == [
        (THERE, False, 1),
        (OURS, True, 1),
    ]
    starts = next(row for row in case["comparison"] if row["field"] == "starts_on")
    assert (starts["values"], starts["equal"]) == (["2023-03-01", "2023-01-01"], False)
    assert [(match["basis"], match["document"], match["document_label"]) for match in case["matches"]] == [
        ("OUR_PERSON", "RESIDENT_ID", "居民身份证")
    ]
    assert (case["choice"]["among"], case["choice"]["due_on"]) == ([THERE, OURS], "2023-10-26")
    assert [(step["party"], step["due_on"]) for step in case["steps"]] == [("PERSON", "2023-10-26"), ("OFFICE", "2023-10-27")]
    history = await dedup.call("GET", f"/cases/{one.case_id}/history", **CLERK)
    for text in (str(case), history.text, (await dedup.call("GET", "/cases", **CLERK)).text):
        assert not any(secret in text for secret in (one.document, one.document[:32], one.spell_ref, "k1.sealed"))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/cases", None),
        ("GET", "/cases/still-both", None),
        ("GET", "/cases/{id}", None),
        ("GET", "/cases/{id}/history", None),
        ("POST", "/cases/{id}/choice", {"version": 1, "chosen": OURS, "chosen_on": TODAY}),
        ("POST", "/cases/{id}/facts", {"version": 1}),
        ("POST", "/cases/{id}/different-people", {"version": 1, "reason": "试"}),
        ("POST", "/cases/{id}/different-people/withdrawal", {"version": 1}),
    ],
)
async def test_who_has_no_business_with_it_is_sent_away(dedup: RunningDedup, method: str, path: str, body: Any) -> None:
    """R-009: people at the desk of an office only; whoever looks after the books says nothing of a case."""
    one = await double(dedup)
    roles = ("citizen", "agent", "hospital", "school", "employer", "kiosk") + (("auditor", "operator") if body else ())
    for role in roles:
        answer = await dedup.call(method, path.format(id=one.case_id), json=body, role=role, area="44", headers={"Idempotency-Key": role})
        assert refused(answer)[:2] == (403, "FORBIDDEN")
    assert (await seen(dedup, one))["version"] == 1


async def test_what_is_decided_and_not_done_is_listed(dedup: RunningDedup) -> None:
    """R-128, R-132: at once where somebody asks so, for the office of its place only; not any more when it is done."""
    one = await double(dedup, student=True)

    async def both(**office: Any) -> list[dict[str, Any]]:
        found = (await dedup.call("GET", "/cases/still-both?hours=0&limit=1000", **office)).json()["items"]
        return [row for row in found if row["case_id"] == one.case_id]

    [row] = await both(**CLERK)
    assert (row["participation_id"], row["notice_id"]) == (str(one.participation_id), None)
    other, found, after = await double(dedup, student=True), list[str](), ""
    while after is not None:
        page = (await dedup.call("GET", f"/cases/still-both?hours=0&limit=1{after and f'&after={after}'}", **CLERK)).json()
        found, after = [*found, *(listed["case_id"] for listed in page["items"])], page["next"]
    assert (found.count(one.case_id), found.count(other.case_id)) == (1, 1)
    assert await both(**IN_SHENZHEN) == []
    usual = (await dedup.call("GET", "/cases/still-both", **CLERK)).json()["items"]
    assert one.case_id not in [row["case_id"] for row in usual], "asked for today"
    since = date(2023, 1, 1)
    given: dict[str, Any] = {"benefit_year": 2023, "registered_on": since, "paid_on": since, "effective_on": date(2023, 3, 1)}
    rests = participation(
        one.participation_id, one.person_id, one.document, version=2, state=ParticipationState.SUSPENDED, **given
    )  # fmt: skip
    await dedup.publish(rests)
    await dedup.until("SELECT FROM cases WHERE case_id = CAST(:id AS uuid) AND state = 'CLOSED'", id=one.case_id)
    assert await both(**CLERK) == []


# What offices say


async def test_a_choice_is_filed_once(dedup: RunningDedup) -> None:
    """R-122, R-129: with the same key it is the same answer; with another one somebody has been faster; who filed it is known."""
    one = await double(dedup)
    choice = {"version": 1, "chosen": OURS, "chosen_on": TODAY, "promise_ref": "CN-1"}
    first = await says(dedup, one, "choice", choice, "same")
    again = await says(dedup, one, "choice", choice, "same")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    decided = first.json()
    assert (decided["state"], decided["kept"], decided["decided_how"], decided["version"]) == ("EXECUTING", OURS, "CHOICE", 2)
    assert decided["choice"]["promise_ref"] == "CN-1"
    assert [(notice["kind"], notice["effective_on"]) for notice in decided["notices"]] == [("SUSPEND_DUPLICATE", TODAY)]
    assert refused(await says(dedup, one, "choice", choice, "other"))[:2] == (409, "CASE_CHANGED")
    assert refused(await says(dedup, one, "choice", {**choice, "chosen": THERE}, "same"))[0] == 422, "one key is for one body"
    history = (await dedup.call("GET", f"/cases/{one.case_id}/history", **CLERK)).json()["items"]
    assert [(step["version"], step["state"], step["actor"]) for step in history] == [
        (1, "AWAITING_CHOICE", "dedup"),
        (2, "EXECUTING", "test:clerk"),
    ]
    stored = await dedup.rows("SELECT promise FROM cases WHERE case_id = CAST(:id AS uuid)", id=one.case_id)
    assert "CN-1" not in stored[0]["promise"]


async def test_all_faults_of_a_choice_come_at_once(dedup: RunningDedup) -> None:
    """R-004, R-124: another place, a day before the question, and no promise of somebody who is subsidised."""
    one = await double(dedup, subsidised=True)
    wrong = await says(dedup, one, "choice", {"version": 1, "chosen": FAR, "chosen_on": "2023-10-10"})
    assert refused(wrong) == (422, "CHOICE_HAS_FAULTS", ["chosen", "chosen_on", "promise_ref"])
    ahead = await says(dedup, one, "choice", {"version": 1, "chosen": OURS, "chosen_on": "2023-10-12", "promise_ref": "CN-2"})
    assert refused(ahead) == (422, "CHOICE_HAS_FAULTS", ["chosen_on"])
    assert (await seen(dedup, one))["version"] == 1


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("choice", {"version": 1, "chosen": OURS, "chosen_on": TODAY}),
        ("facts", {"version": 1, "residence_area": "440100"}),
        ("different-people", {"version": 1, "reason": "号码登记有误"}),
        ("different-people/withdrawal", {"version": 1}),
    ],
)
async def test_another_office_finds_no_case_and_a_stale_version_is_told(dedup: RunningDedup, act: str, body: dict[str, Any]) -> None:
    """R-009: what was not found is counted; nothing has changed."""
    one = await double(dedup)
    missed = await value(dedup.http, "canbao_looks_missed_total", kind="duplicate_case")
    assert refused(await says(dedup, one, act, body, **IN_SHENZHEN))[:2] == (404, "CASE_NOT_KNOWN")
    assert await value(dedup.http, "canbao_looks_missed_total", kind="duplicate_case") == missed + 1
    assert refused(await says(dedup, one, act, body | {"version": 7}))[:2] == (409, "CASE_CHANGED")
    assert (await seen(dedup, one))["version"] == 1


async def test_what_an_office_knows_decides_anew(dedup: RunningDedup) -> None:
    """R-122, R-125: the faults all at once; what is not written stays, what is written empty is not known any more."""
    one = await double(dedup, student=True)
    wrong = await says(dedup, one, "facts", {"version": 1, "residence_area": "990000", "identified_area": "990001"})
    assert refused(wrong) == (422, "CASE_FACTS_HAVE_FAULTS", ["residence_area", "identified_area", "identified_area"])
    known = (await says(dedup, one, "facts", {"version": 1, "special": True, "identified_area": "440783"})).json()
    assert (known["state"], known["principle"], known["facts"]["identified_area"]) == ("AWAITING_CHOICE", "R-125", "440783")
    assert [request["withdrawn"] for request in known["requests"]] == [True]
    more = (await says(dedup, one, "facts", {"version": known["version"], "residence_area": "440100"})).json()
    assert (more["facts"]["special"], more["facts"]["residence_area"]) == (True, "440100")
    less = (await says(dedup, one, "facts", {"version": more["version"], "special": False, "identified_area": None})).json()
    assert (less["state"], less["principle"]) == ("EXECUTING", "R-123")


async def test_different_people_and_back(dedup: RunningDedup) -> None:
    """R-010, D6 DETECTED→FALSE_POSITIVE: what was asked is taken back; nothing more is said of it but that it was wrong."""
    one = await double(dedup, student=True)
    assert refused(await says(dedup, one, "different-people/withdrawal", {"version": 1}))[:2] == (409, "NOTHING_STATED")
    wrong = await says(dedup, one, "different-people", {"version": 1, "reason": "号码登记有误", "relations": [THERE, OURS, FAR]})
    assert refused(wrong) == (422, "PARTING_HAS_FAULTS", ["relations", "relations"])
    parted = (await says(dedup, one, "different-people", {"version": 1, "reason": "号码登记有误"})).json()
    assert (parted["state"], parted["steps"]) == ("FALSE_POSITIVE", [])
    assert [request["withdrawn"] for request in parted["requests"]] == [True]
    version = parted["version"]
    for act, body in (
        ("choice", {"chosen": OURS, "chosen_on": TODAY}),
        ("facts", {"soldier": True}),
        ("different-people", {"reason": "再次"}),
    ):
        assert refused(await says(dedup, one, act, {"version": version, **body}))[:2] == (409, "CASE_IS_OVER")
    back = (await says(dedup, one, "different-people/withdrawal", {"version": version})).json()
    assert (back["state"], back["principle"], [request["withdrawn"] for request in back["requests"]]) == ("EXECUTING", "R-123", [False])
    assert [action for _, action in await dedup.audited(one.case_id)] == [
        "duplicate_case.different_people",
        "duplicate_case.different_people_withdrawn",
    ]
