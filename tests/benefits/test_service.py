"""The benefits service from outside: entitlements over the bus and by REST, and who may see what."""

from benefits import tables
from enrolment_terms.identifiers import new_id
from service_runtime.migration import schema_differences
from tests.benefits.builders import participation, settled
from tests.benefits.conftest import BenefitsFacts
from tests.benefits.running import RunningBenefits
from tests.figures.asking import value


async def test_a_payment_over_the_bus_becomes_cover_by_rest(benefits: RunningBenefits) -> None:
    person, paid_for = new_id(), new_id()
    await benefits.publish(participation(paid_for, person), settled(paid_for, person, "2023-11-15"))
    assert (await benefits.change_of(person)).data.participation_id == paid_for
    shown = await benefits.call("GET", f"/entitlements/{person}?on=2024-03-01", role="hospital")
    assert shown.status_code == 200
    body = shown.json()
    assert (body["known"], body["covered"], body["state"], body["scheme"]) == (True, True, "ACTIVE", "RESIDENT")
    assert (body["starts_on"], body["ends_on"], body["level"], body["ceiling"]["ceiling"]) == (
        "2024-01-01",
        "2024-12-31",
        "BASE",
        "300000.00",
    )
    first = body["explanation"][0]
    assert (first["rule"], first["facts"]["arrival"]) == ("R-032", "2023-11-15")
    assert "集中参保期" in first["text"]
    assert {parameter["status"] for parameter in first["parameters"]} == {"in_force"}


async def test_decisions_and_changes_are_counted(benefits: RunningBenefits) -> None:
    decided = await value(benefits.http, "canbao_entitlement_decisions_total")
    changed = await value(benefits.http, "canbao_entitlement_changes_total", state="PENDING")
    pending = await value(benefits.http, "canbao_entitlements", state="PENDING")
    person, paid_for = new_id(), new_id()
    await benefits.publish(participation(paid_for, person), settled(paid_for, person, "2023-11-15"))
    await benefits.change_of(person)
    assert await value(benefits.http, "canbao_entitlement_decisions_total") > decided
    assert await value(benefits.http, "canbao_entitlement_changes_total", state="PENDING") == changed + 1
    assert await value(benefits.http, "canbao_entitlements", state="PENDING") == pending + 1


async def test_the_way_of_a_person_is_told_in_chinese(benefits: RunningBenefits) -> None:
    person, paid_for = new_id(), new_id()
    await benefits.publish(participation(paid_for, person), settled(paid_for, person, "2023-11-15"))
    await benefits.change_of(person)
    way = (await benefits.call("GET", f"/persons/{person}/timeline", role="clerk")).json()["items"]
    assert [(item["service"], item["code"], item["what"]) for item in way] == [
        ("benefits", "ENTITLEMENT_PENDING", "2024年度待遇将自2024-01-01起享受")
    ]


async def test_an_unknown_person_is_not_known_here(benefits: RunningBenefits) -> None:
    answer = await benefits.call("GET", f"/entitlements/{new_id()}", role="hospital")
    assert (answer.status_code, answer.json()["code"]) == (404, "PERSON_NOT_KNOWN_HERE")


async def test_a_person_of_another_area_is_not_known_here(benefits: RunningBenefits) -> None:
    person, paid_for = new_id(), new_id()
    await benefits.publish(participation(paid_for, person), settled(paid_for, person, "2023-11-15"))
    await benefits.change_of(person)
    for path in (f"/entitlements/{person}", f"/persons/{person}/timeline"):
        assert (await benefits.call("GET", path, role="clerk", area="440781")).status_code == 404
        assert (await benefits.call("GET", path, role="citizen")).status_code == 404, "an area in a citizen's token opens nothing"


async def test_a_year_outside_the_book_is_refused_with_the_reason(benefits: RunningBenefits) -> None:
    person, paid_for = new_id(), new_id()
    await benefits.publish(participation(paid_for, person), settled(paid_for, person, "2023-11-15"))
    await benefits.change_of(person)
    refused = await benefits.call("GET", f"/entitlements/{person}?on=2050-01-01", role="hospital")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "YEAR_NOT_OPEN")


async def test_the_migrated_schema_is_the_tables(facts: BenefitsFacts, benefits_url: str) -> None:
    assert await schema_differences(benefits_url, tables.metadata) == []
