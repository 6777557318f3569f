import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from canbao_suite.demo_words import Words
from canbao_suite.four_people import BABY, CHEN, GUAN, LIN, Story
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person

pytestmark = pytest.mark.xdist_group("flows")
ROOT = Path(__file__).parents[2]


async def entitlement(story: Story, person: Person, on: date) -> dict[str, Any]:
    person_id = await story.person_id(person)
    return await story.client.get("benefits", f"/entitlements/{person_id}", story.client.token("hospital"), on=on.isoformat())


@pytest.fixture(scope="module")
async def told(suite: Suite, client: SuiteClient) -> list[str]:
    """The story, told in English for the first time."""
    lines: list[str] = []
    await Story(suite, client, lines.append).tell()
    return lines


@pytest.fixture
def story(told: list[str], suite: Suite, client: SuiteClient) -> Story:
    """Looks at the people of the story after it was told."""
    assert 10 <= len(told) <= 18
    return Story(suite, client, told.append)


async def test_the_story_of_the_demo_comes_true(story: Story) -> None:
    covered = await entitlement(story, LIN, date(2024, 1, 1))
    assert (covered["covered"], covered["starts_on"], covered["ends_on"]) == (True, "2024-01-01", "2024-12-31")
    assert "R-032" in {step["rule"] for step in covered["explanation"]}
    assert not (await entitlement(story, LIN, date(2023, 12, 31)))["covered"]

    assert (await entitlement(story, GUAN, date(2024, 1, 1)))["covered"]
    newborn = await entitlement(story, BABY, BABY.birth)
    assert (newborn["covered"], newborn["starts_on"]) == (True, "2024-01-15")

    refused = await story.application_of(CHEN)
    assert refused["state"] == "REJECTED", "nothing was corrected within thirty days"
    assert [reason["code"] for reason in refused["notices"][0]["reasons"]] == ["CANCEL_OR_REFUND_FIRST"]
    assert refused["participation_id"] is None


async def test_the_way_of_a_person_is_told_by_all_four_services(story: Story, client: SuiteClient) -> None:
    person_id = await story.person_id(LIN)
    clerk = client.token("clerk")

    for service in ("registration", "payment-bridge", "dedup", "benefits"):
        timeline = await client.get(service, f"/persons/{person_id}/timeline", clerk)
        assert timeline["items"], service
        assert all(item["service"] == service and item["what"] for item in timeline["items"])
        assert LIN.number not in str(timeline)
        assert LIN.name not in str(timeline)


def shown(readme: str) -> list[str]:
    """The story as a README prints it."""
    found = re.search(r"<!-- demo output: begin -->\n```\n(.*?)```\n<!-- demo output: end -->", (ROOT / readme).read_text(), re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def test_the_readme_shows_the_story_as_it_is_told(told: list[str]) -> None:
    assert told == shown("README.md")


async def test_telling_the_story_again_changes_nothing(story: Story, suite: Suite, client: SuiteClient) -> None:
    """In Chinese this time, as the Chinese README shows it."""
    again: list[str] = []
    await Story(suite, client, again.append, Words("zh")).tell()

    assert again == shown("README.zh-CN.md")
    participations = await client.get("registration", f"/persons/{await story.person_id(LIN)}/participations", client.token("clerk"))
    assert len(participations["items"]) == 1
