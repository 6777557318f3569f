"""The dedup service from outside: its feed, its checks, its answers over the bus, and who may see what."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from dedup import tables
from enrolment_terms.identifiers import new_id
from service_runtime.migration import schema_differences
from tests.conftest import FreshDatabase
from tests.dedup.builders import HUNAN, hours_later, participation, submitted, token
from tests.dedup.conftest import DedupFacts
from tests.dedup.running import RunningDedup, running_dedup
from tests.figures.asking import value
from tests.service_runtime.wide_lines import wide_lines

CLERK = {"role": "clerk", "area": "440783"}
FEED = {"role": "operator", "area": "44"}


@pytest.fixture(scope="module")
async def dedup(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningDedup]:
    """The running service."""
    async with running_dedup(fresh_database, tmp_path_factory.mktemp("issuer")) as running:
        yield running


def spell(ref: str, **changed: Any) -> dict[str, Any]:
    """A paid resident spell of Hunan in 2023, as a feed reports it."""
    return {
        "spell_ref": ref,
        "token": token(ref),
        "scheme": "RESIDENT",
        "area": HUNAN,
        "benefit_year": 2023,
        "starts_on": "2023-01-01",
        "ends_on": "2023-12-31",
        "paid": True,
        "state": "ACTIVE",
        "source": "tests",
        **changed,
    }


async def test_a_submit_over_the_bus_is_answered_over_the_bus_and_by_rest(dedup: RunningDedup) -> None:
    application, person = new_id(), new_id()
    await dedup.call("POST", "/spells", json={"spells": [spell("bus")]}, **FEED)
    await dedup.publish(submitted(application, person, token("bus"), benefit_year=2023))
    answer = await dedup.answer_to(application)
    assert [hit.code for hit in answer.data.hits] == ["CONSENT_REQUIRED"]
    shown = (await dedup.call("GET", f"/checks/{application}", **CLERK)).json()
    assert shown["newest"]["clear"] is False
    assert [(hit["rule"], hit["code"], hit["area"]) for hit in shown["newest"]["hits"]] == [("R-087", "CONSENT_REQUIRED", HUNAN)]
    assert "知情同意书" in shown["newest"]["hits"][0]["msg"]


async def test_fifty_checks_ask_the_database_no_more_often_than_one(dedup: RunningDedup, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        {"tokens": [token(f"fifty-{number}")], "area": "440783", "benefit_year": 2024, "applied_on": "2023-10-11"} for number in range(50)
    ]
    for checks in (asked[:1], asked):
        answered = await dedup.call("POST", "/checks/batch", json={"checks": checks}, subject="test:fifty", **CLERK)
        assert [outcome["answer"]["clear"] for outcome in answered.json()["outcomes"]] == [True] * len(checks)
    one, fifty = (line["statements"] for line in wide_lines(capsys) if line["route"] == "/dedup/v1/checks/batch")
    assert one == fifty


async def test_a_year_that_the_book_does_not_know_costs_its_own_question_alone(dedup: RunningDedup) -> None:
    """R-080: of the employee scheme, too, one of fifty that cannot be answered holds up no other."""
    asked = {"tokens": [token("of-that-year")], "area": "440783", "benefit_year": 2024, "applied_on": "2023-10-11"}
    far = asked | {"benefit_year": 2098, "scheme": "EMPLOYEE"}
    answered = await dedup.call("POST", "/checks/batch", json={"checks": [far, asked]}, **CLERK)
    refused, answer = answered.json()["outcomes"]
    assert (refused["code"], answer["answer"]["clear"]) == ("YEAR_NOT_OPEN", True)


async def test_checks_and_spells_are_counted(dedup: RunningDedup) -> None:
    before = {outcome: await value(dedup.http, "canbao_conflict_checks_total", outcome=outcome) for outcome in ("clear", "conflict")}
    reported = await value(dedup.http, "canbao_spells", source="reported")
    hit, free = new_id(), new_id()
    await dedup.call("POST", "/spells", json={"spells": [spell("counted")]}, **FEED)
    await dedup.publish(
        submitted(hit, new_id(), token("counted"), benefit_year=2023), submitted(free, new_id(), token("nobody"), benefit_year=2023)
    )
    for application in (hit, free):
        await dedup.answer_to(application)
    after = {outcome: await value(dedup.http, "canbao_conflict_checks_total", outcome=outcome) for outcome in before}
    assert after == {outcome: count + 1 for outcome, count in before.items()}
    assert await value(dedup.http, "canbao_spells", source="reported") == reported + 1


async def test_the_way_of_a_person_is_told_in_chinese(dedup: RunningDedup) -> None:
    application, person = new_id(), new_id()
    await dedup.call("POST", "/spells", json={"spells": [spell("way")]}, **FEED)
    await dedup.publish(
        submitted(application, person, token("way")),
        participation(new_id(), person, token("way"), application_id=application, at=hours_later(1)),
    )
    await dedup.answer_to(application)
    items = (await dedup.call("GET", f"/persons/{person}/timeline", **CLERK)).json()["items"]
    assert items[0] | {"detail": None, "at": None, "recorded_at": None} == {
        "at": None, "recorded_at": None, "service": "dedup", "what": "重复参保校验通过", "code": "CHECK_CLEAR", "detail": None,
    }  # fmt: skip
    assert items[0]["detail"]["rules"] == "R-088"


async def test_the_index_shows_all_spells_of_a_person(dedup: RunningDedup) -> None:
    application, person = new_id(), new_id()
    await dedup.call("POST", "/spells", json={"spells": [spell("index")]}, **FEED)
    await dedup.publish(submitted(application, person, token("index")))
    await dedup.answer_to(application)
    items = (await dedup.call("GET", f"/spells?person_id={person}", **CLERK)).json()["items"]
    assert [(item["spell_ref"], item["area"], item["paid"]) for item in items] == [("index", HUNAN, True)]


@pytest.mark.parametrize("path", ["/checks/{application}", "/spells?person_id={person}", "/persons/{person}/timeline"])
async def test_another_areas_clerk_finds_nothing(dedup: RunningDedup, path: str) -> None:
    application, person = new_id(), new_id()
    await dedup.publish(submitted(application, person, token(str(person))))
    await dedup.answer_to(application)
    address = path.format(application=application, person=person)
    assert (await dedup.call("GET", address, role="clerk", area="440783")).status_code == 200
    foreign = await dedup.call("GET", address, role="clerk", area="440781")
    assert (foreign.status_code, foreign.headers["content-type"]) == (404, "application/problem+json")
    assert (await dedup.call("GET", address, role="citizen")).status_code == 403


async def test_a_question_on_the_spot_is_answered_and_kept_by_nobody(dedup: RunningDedup) -> None:
    await dedup.call(
        "POST", "/spells", json={"spells": [spell("spot", scheme="EMPLOYEE", identity="WORKER", benefit_year=None, ends_on=None)]}, **FEED
    )
    question = {"tokens": [token("spot")], "area": "440783", "benefit_year": 2024, "applied_on": "2023-10-11"}
    answer = (await dedup.call("POST", "/checks", json=question, **CLERK)).json()
    assert (answer["clear"], [hit["code"] for hit in answer["hits"]]) == (False, ["STILL_EMPLOYED"])
    proved = (await dedup.call("POST", "/checks", json={**question, "employee_stop_proved": True}, **CLERK)).json()
    assert proved["clear"] is True


async def test_a_year_outside_the_policy_book_is_refused_with_the_reason(dedup: RunningDedup) -> None:
    question = {"tokens": [token("year")], "area": "440783", "benefit_year": 2099, "applied_on": "2023-10-11"}
    refused = await dedup.call("POST", "/checks", json=question, **CLERK)
    [reason] = refused.json()["reasons"]
    assert (refused.status_code, refused.json()["code"], reason["code"]) == (422, "YEAR_NOT_OPEN", "YEAR_NOT_OPEN")


async def test_a_feed_is_taken_without_its_senseless_rows_each_with_all_its_reasons(dedup: RunningDedup) -> None:
    rows = [spell("good"), spell("bad", area="4301", ends_on="2022-12-31", identity="WORKER")]
    receipt = (await dedup.call("POST", "/spells", json={"spells": rows}, **FEED)).json()
    assert receipt["accepted"] == 1
    [refused] = receipt["refused"]
    assert (refused["spell_ref"], [reason["field"] for reason in refused["reasons"]]) == ("bad", ["area", "ends_on", "identity"])


@pytest.mark.parametrize(
    "spells", [[], [spell("x", extra=1)], [spell("x", scheme="OTHER")], [spell("x", token="short")], [spell("x", starts_on="2023-02-30")]]
)
async def test_a_feed_that_is_none_changes_nothing(dedup: RunningDedup, spells: list[dict[str, Any]]) -> None:
    answer = await dedup.call("POST", "/spells", json={"spells": spells}, **FEED)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_reports_and_questions_are_audited(dedup: RunningDedup) -> None:
    """R-009."""
    question = {"tokens": [token("audited")], "area": "440783102", "benefit_year": 2024, "applied_on": "2023-10-11"}
    assert (await dedup.call("POST", "/spells", json={"spells": [spell("audited")]}, **FEED)).status_code == 200
    assert (await dedup.call("POST", "/checks", json=question, **CLERK)).status_code == 200
    assert (await dedup.audited("feed"))[-1] == ("test:operator", "spells.reported")
    assert await dedup.audited("440783102") == [("test:clerk", "check.asked")]


async def test_only_operators_feed_the_index(dedup: RunningDedup) -> None:
    assert (await dedup.call("POST", "/spells", json={"spells": [spell("clerk")]}, **CLERK)).status_code == 403


async def test_notices_are_listed_by_pages(dedup: RunningDedup) -> None:
    wanted = set()
    for number in range(3):
        application, person, word = new_id(), new_id(), f"page-{number}"
        await dedup.call("POST", "/spells", json={"spells": [spell(word)]}, **FEED)
        registered = participation(new_id(), person, token(word), application_id=application, at=hours_later(1))
        await dedup.publish(registered, submitted(application, person, token(word)))
        await dedup.answer_to(application)
        wanted.add(str(application))
    found: set[str] = set()
    after = ""
    while after is not None:
        page = (await dedup.call("GET", f"/notices?state=OPEN&limit=2{after and f'&after={after}'}", **CLERK)).json()
        found |= {item["application_id"] for item in page["items"]}
        after = page["next"]
    assert wanted <= found


async def test_migrations_and_tables_agree(facts: DedupFacts) -> None:
    assert await schema_differences(facts.database.url, tables.metadata) == []
