"""What other regions tell: signed, taken once, row by row; whatever happens on the way, the same index."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dedup.repository.told_spells import references_of
from dedup.use_cases.take_region_messages import FORGETTING
from enrolment_terms.identifiers import new_id
from service_runtime import Run
from tests.conftest import FreshDatabase
from tests.dedup.builders import MORNING, decided, hours_later, participation, submitted, token
from tests.dedup.regions import Mover, covered
from tests.dedup.running import RunningDedup
from tests.dedup.wire import Wire, deliver, speaking, tell, wire
from tests.figures.asking import value
from tests.other_regions.test_contract import MESSAGES, holds, messages

PEOPLE = 24


@pytest.fixture(scope="module")
async def dedup(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningDedup]:
    async with speaking(fresh_database, tmp_path_factory.mktemp("issuer")) as running:
        yield running


def spell(ref: str, **changed: Any) -> dict[str, Any]:
    """A paid resident spell of Hunan in 2023 in the words of the contract."""
    told = {**Mover(ref).relation, "version": 1, "paid": True, "state": "ACTIVE"}
    return told | changed


def batch(*spells: dict[str, Any]) -> dict[str, Any]:
    return {"source": "HN-430100", "as_of": "2023-10-11T06:00:00+08:00", "spells": list(spells)}


async def kept(dedup: RunningDedup, ref: str) -> list[tuple[Any, ...]]:
    """What stands of a spell of Hunan."""
    async with dedup.app.state.runtime.database.read() as read:
        rows = await dedup.rows("SELECT spell_key, version, paid, state, ends_on FROM told_spells WHERE superseded_at IS NULL")
        names = await references_of(read.driver, read.safe, [str(row["spell_key"]) for row in rows])
        return [(row["version"], row["paid"], row["state"]) for row in rows if names[str(row["spell_key"])] == ("HN-430100", ref)]


async def test_spells_are_taken_row_by_row(dedup: RunningDedup) -> None:
    """R-120, R-004: a row that cannot be read and one that makes no sense are told with all reasons, by place; the others are taken."""
    rows = [spell("taken"), spell("no-day", starts_on="2023-02-30"), spell("backwards", ends_on="2022-12-31", identity="WORKER")]
    answer = await tell(dedup, "spells", batch(*rows, {"spell_ref": "never", "version": 2, "deleted": True}))
    assert (answer.status_code, answer.json()["received"]) == (202, True)
    told = [(one["place"], one["spell_ref"], [said["field"] for said in one["reasons"]]) for one in answer.json()["refused"]]
    assert told == [
        (1, "no-day", ["data.spells[1].starts_on"]),
        (2, "backwards", ["data.spells[2].ends_on", "data.spells[2].identity"]),
    ]
    assert await kept(dedup, "taken") == [(1, True, "ACTIVE")]
    assert [await kept(dedup, ref) for ref in ("no-day", "backwards", "never")] == [[], [], []]


async def test_one_id_has_one_body_for_ever(dedup: RunningDedup) -> None:
    """The same again is answered as taken and does nothing; another body under the id is refused, and changes nothing."""
    first = await tell(dedup, "spells", batch(spell("once")), webhook_id="id-once")
    again = await tell(dedup, "spells", batch(spell("once")), webhook_id="id-once")
    other = await tell(dedup, "spells", batch(spell("once", version=2, paid=False)), webhook_id="id-once")
    assert [one.status_code for one in (first, again, other)] == [202, 200, 409]
    assert (again.json(), other.json()["code"]) == ({"received": True, "refused": []}, "OTHER_BODY")
    assert await kept(dedup, "once") == [(1, True, "ACTIVE")]


async def test_the_same_message_twice_at_once_is_taken_once(dedup: RunningDedup) -> None:
    answers = await asyncio.gather(*(tell(dedup, "spells", batch(spell("at-once")), webhook_id="id-at-once") for _ in range(6)))
    assert sorted(one.status_code for one in answers) == [200] * 5 + [202]
    assert len(await dedup.rows("SELECT 1 FROM audit_rows WHERE action = 'region_message.taken'")) >= 1


async def test_what_nobody_signed_is_not_read(dedup: RunningDedup) -> None:
    """A forged signature, one of our own secret, none at all: 401, whatever the body."""
    before = await value(dedup.http, "canbao_region_messages_total", outcome="not_signed")
    forged = await tell(dedup, "spells", batch(spell("forged")), secret="whsec_" + "QUFB" * 8)
    naked = await dedup.http.post("/dedup/v1/other-regions/messages", content=b"{}")
    assert [(one.status_code, one.json()["code"]) for one in (forged, naked)] == [(401, "SIGNATURE_INVALID")] * 2
    assert await kept(dedup, "forged") == []
    assert await value(dedup.http, "canbao_region_messages_total", outcome="not_signed") == before + 2


async def test_what_is_not_in_the_contract_is_refused_with_every_reason(dedup: RunningDedup) -> None:
    """Neither a name nor a number comes in, and nothing of what came is repeated."""
    text = await deliver(dedup, b"no json")
    unknown = await tell(dedup, "spells", {**batch(spell("x")), "name": "王小明"})
    many = await tell(dedup, "freshness", {"source": "湖南", "areas": [], "complete_until": "yesterday"})
    assert [(one.status_code, one.json()["code"]) for one in (text, unknown, many)] == [
        (400, "MALFORMED_JSON"),
        (422, "NOT_IN_CONTRACT"),
        (422, "NOT_IN_CONTRACT"),
    ]
    assert "王小明" not in unknown.text
    assert [one["field"] for one in many.json()["reasons"]] == ["data.source", "data.areas", "data.complete_until"]
    assert await kept(dedup, "x") == []


async def test_the_service_answers_as_the_contract_says(dedup: RunningDedup) -> None:
    """docs/contracts/other-regions.yaml: every published message is taken, in every state of its answer."""
    for kind in MESSAGES:
        for number, example in enumerate(messages(kind)):
            body = msgspec.json.encode(example)
            first, again = [await deliver(dedup, body, webhook_id=f"example-{kind}-{number}") for _ in range(2)]
            other = await deliver(dedup, msgspec.json.encode({**example, "type": "freshness"}), webhook_id="wrong-kind")
            assert [first.status_code, again.status_code] == [202, 200], kind
            holds("Receipt", first.json())
            holds("Receipt", again.json())
            if kind != "freshness":
                assert other.status_code == 422
                holds("Problem", other.json())


async def test_freshness_is_heard(dedup: RunningDedup) -> None:
    """V-71: up to when a source has told everything; a later word stands, whichever came first."""
    for until in ("2023-10-11T08:00:00+08:00", "2023-10-11T07:00:00+08:00"):
        answer = await tell(dedup, "freshness", {"source": "HN-430000", "areas": ["430100"], "complete_until": until})
        assert answer.status_code == 202
    feeds = (await dedup.call("GET", "/feeds")).json()["items"]
    assert [one["complete_until"] for one in feeds if one["source"] == "HN-430000"] == ["2023-10-11T08:00:00+08:00"]


async def test_an_answer_to_a_notice_that_is_not_ours_is_told_so(dedup: RunningDedup) -> None:
    answer = await tell(dedup, "notice.answered", {"notice_id": str(new_id()), "version": 1, "state": "REFUSED", "reason": "无此人"})
    [row] = answer.json()["refused"]
    assert (answer.status_code, row["place"], [one["field"] for one in row["reasons"]]) == (202, 0, ["data.notice_id"])


async def test_every_message_leaves_an_audit_row_and_nothing_personal(dedup: RunningDedup) -> None:
    """Whoever looks at the audit sees what kind it was and how many rows; neither token nor reference."""
    await tell(dedup, "spells", batch(spell("audited", spell_ref="REF-1999")))
    rows = await dedup.rows("SELECT action, actor, subject, detail::text AS detail FROM audit_rows WHERE action = 'region_message.taken'")
    last = rows[-1]
    assert (last["actor"], '"kind": "spells"' in last["detail"].replace('":"', '": "')) == ("other-regions", True)
    assert not any(secret in str(tuple(row)) for row in rows for secret in ("REF-1999", token("audited")))


async def test_old_messages_are_forgotten_and_the_index_is_not(dedup: RunningDedup) -> None:
    """What they told has versions of its own: told once more under an id that is forgotten, it changes nothing."""
    await tell(dedup, "spells", batch(spell("old")), webhook_id="id-old")
    job = FORGETTING
    async with dedup.app.state.runtime.database.transaction() as tx:
        await tx.driver.execute("UPDATE region_messages SET received_at = received_at - interval '181 days'")
        done = await job.step(tx, Run(run_id=1, job=job.name, area="44", day=MORNING.date(), cursor=None, done=0))
    assert done.done > 0
    assert (await tell(dedup, "spells", batch(spell("old")), webhook_id="id-old")).status_code == 202
    assert await kept(dedup, "old") == [(1, True, "ACTIVE")]


# Over the wire


def relation(number: int, **differently: Any) -> dict[str, Any]:
    """Of fictitious person `number`, who has two documents."""
    area = ("430100", "450102")[number % 2]
    told = {**Mover(f"R-{number}").relation, "area": area, "more_tokens": [token(f"second-{number}")]}
    return told | differently


async def story(one: Wire) -> None:
    """People with a relation, corrections, some that never were; what was kept back comes with the last push."""
    await one.strings.hold(*(relation(number, paid=number % 3 > 0) for number in range(PEOPLE)))
    await one.strings.push()
    await one.strings.hold(*(relation(number) for number in range(0, PEOPLE, 3)))
    await one.strings.push()
    await one.strings.control("/relations/gone", {"refs": [f"R-{number}" for number in range(0, PEOPLE, 8)]})
    for _ in range(3):
        await one.strings.push()


async def index_of(fresh_database: FreshDatabase, folder: Path, feeds: dict[str, Any]) -> tuple[Any, Any, list[Any]]:
    """What stands by source and reference, who is one individual, and the rows that were refused."""
    async with wire(fresh_database, folder, seed=7, feeds=feeds) as one:
        await story(one)
        rows = await one.dedup.rows("SELECT * FROM told_spells WHERE superseded_at IS NULL")
        async with one.dedup.app.state.runtime.database.read() as read:
            names = await references_of(read.driver, read.safe, [str(row["spell_key"]) for row in rows])
        shown = ("area", "benefit_year", "starts_on", "ends_on", "paid", "state")
        spells = {names[str(row["spell_key"])]: tuple(row[name] for name in shown) for row in rows}
        people: dict[int, set[Any]] = {}
        for row in await one.dedup.rows("SELECT number, node FROM identities JOIN told_spells USING (number) WHERE node = ANY(nodes)"):
            people.setdefault(row["number"], set()).add(row["node"])
        refused = [row for sent in await one.strings.see("/sent") for row in sent["refused"]]
        return spells, sorted(map(sorted, people.values())), refused


DISORDER: list[dict[str, Any]] = [
    {"twice": 1.0, "out_of_order": 1.0},
    {"kept_back": 0.5, "wrong_first": 1.0, "batch": 3},
    {"unreadable": 1.0, "taken_back": 1.0, "twice": 0.5, "out_of_order": 0.5},
]


async def test_a_feed_twice_out_of_order_half_or_with_a_bad_row_ends_in_the_same_index(
    fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """R-120, V-31; bad input: a feed sent twice, out of order or half: same index, and the same people."""
    expected, people, refused = await index_of(fresh_database, tmp_path_factory.mktemp("tidy"), {})
    assert (len(expected), refused) == (PEOPLE - PEOPLE // 8, [])
    for feeds in DISORDER:
        found, same, refused = await index_of(fresh_database, tmp_path_factory.mktemp("disorder"), feeds)
        assert found == expected, feeds
        assert same == people, feeds
        assert bool(refused) is ("unreadable" in feeds)


async def test_the_whole_way_of_a_notice(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    """R-087, V-67: told by a feed, found by the check, registered by consent, suspended there by our notice, and told so by the feed."""
    async with wire(fresh_database, tmp_path) as one:
        who = Mover("whole-way")
        await one.strings.hold(who.relation)
        await one.strings.push()
        applied = submitted(who.application, who.person, who.document, benefit_year=2023, consent_signed_on=MORNING.date())
        await one.dedup.publish(applied)
        assert [hit.rule for hit in (await one.dedup.answer_to(who.application)).data.hits] == ["R-087"]
        told: dict[str, Any] = {"benefit_year": 2023, "application_id": who.application, "at": hours_later(1)}
        await one.dedup.publish(
            decided(who.application, who.person, at=hours_later(1)),
            participation(who.participation, who.person, who.document, **told),
            covered(who.participation, who.person, hours_later(900).date()),
        )
        await one.dedup.until("SELECT 1 FROM notices WHERE state = 'ACKNOWLEDGED' AND application_id = :id", id=who.application)
        one.dedup.clock.move_to(hours_later(2))
        await one.strings.push()
        state = await one.dedup.until("SELECT state, ends_on FROM told_spells WHERE version > 1")
        assert (state["state"], state["ends_on"]) == ("SUSPENDED", hours_later(900 - 24).date())
        items = (await one.dedup.call("GET", "/notices?state=ACKNOWLEDGED", role="clerk", area="440783")).json()["items"]
        assert [(item["to_area"], item["attempts"], item["error"]) for item in items] == [("430100", 1, None)]
