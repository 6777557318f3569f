"""docs/contracts/other-regions.yaml: well formed, its examples hold, and both sides speak it word for word."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from openapi_spec_validator import validate

from dedup.domain.told_by_regions import FreshnessTold, NoticeAnswer, NoticeAsked, SpellsTold
from dedup.gateways.notice_messages import NoticeTold, RequestAnswered, read_notice_answer, write_notice, write_request_answer
from dedup.gateways.region_messages import SpellRow, read_message
from dedup.gateways.strict_reading import NotInContract
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from other_regions_platform.notices import Notice, RequestAnswer
from other_regions_platform.relations import Relation
from process_runtime.webhook_signatures import signed_headers
from tests.other_regions.platforms import OUT_SECRET, Strings, notice, platform, relation, request_answer

FILE = Path(__file__).parents[2] / "docs/contracts/other-regions.yaml"
MESSAGES = {"spells": SpellsTold, "freshness": FreshnessTold, "notice.answered": NoticeAnswer, "notice": NoticeAsked}


@cache
def contract() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def holds(name: str, document: Any) -> None:
    """Raises if the document is not as the contract says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": contract()["components"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(document)


def examples() -> Iterator[tuple[str, str, Any]]:
    """Every example of every body: where it stands, its schema, the example."""
    for place, item in {**contract()["paths"], **contract()["webhooks"]}.items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            parts = {"body": operation.get("requestBody", {}), **operation["responses"]}
            for code, part in parts.items():
                for media in _resolved(part).get("content", {}).values():
                    told = [one["value"] for one in media.get("examples", {}).values()]
                    yield from ((f"{place} {code}", media["schema"]["$ref"].rpartition("/")[2], one) for one in told)


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    return contract()["components"]["responses"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def messages(kind: str) -> list[dict[str, Any]]:
    return [example for place, _, example in examples() if place == f"{kind} body"]


def schema_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = contract()["components"]["schemas"][name]
    return found


def test_the_contract_is_openapi_and_its_examples_hold() -> None:
    validate(contract())
    told = list(examples())
    for _, name, example in told:
        holds(name, example)
    assert {f"{kind} body" for kind in contract()["webhooks"]} <= {place for place, _, _ in told}
    assert set(contract()["webhooks"]) == set(MESSAGES)


def test_its_words_are_those_of_the_suite() -> None:
    spell = schema_of("Spell")["properties"]
    assert set(schema_of("NoticeKind")["enum"]) == set(NoticeKind)
    assert set(schema_of("Scheme")["enum"]) == set(Scheme)
    assert set(spell["state"]["enum"]) == set(ParticipationState)
    assert set(spell["identity"]["enum"]) - {None} == set(EmployeeIdentity)


def test_its_fields_are_those_that_are_read_and_written() -> None:
    spell, told, answer = (set(schema_of(name)["properties"]) for name in ("Spell", "Notice", "RequestAnswer"))
    assert spell == set(SpellRow.__struct_fields__)
    assert spell - {"version", "deleted"} == set(Relation.__struct_fields__) - {"source"}
    assert told == set(NoticeTold.__struct_fields__) == set(Notice.__struct_fields__)
    assert answer == set(RequestAnswered.__struct_fields__) == set(RequestAnswer.__struct_fields__)


@pytest.mark.parametrize("kind", list(MESSAGES))
def test_every_published_message_is_read(kind: str) -> None:
    for example in messages(kind):
        told = read_message(json.dumps(example).encode())
        assert isinstance(told, MESSAGES[kind])
        assert not (isinstance(told, SpellsTold) and told.refused)


def test_the_published_spells_are_read_whole() -> None:
    """R-121, R-123, R-124, R-126: what the principles need comes with the spell."""
    told = read_message(json.dumps(messages("spells")[0]).encode())
    assert isinstance(told, SpellsTold)
    worker, student = (one.spell for one in told.spells)
    assert (worker.employer, worker.months_paid, worker.identity) == ("E-0071", 13, EmployeeIdentity.WORKER)
    assert (student.student, student.subsidised, student.counts) == (True, True, True)
    assert [len(one.tokens) for one in told.spells] == [2, 1]
    assert [one.kind for one in told.spells[0].weak_tokens] == ["NAME_BIRTH_SEX"]
    assert [(one.spell_ref, one.version) for one in told.gone] == [("GX-450100-0003", 2)]


def test_what_we_tell_is_in_the_contract_and_names_nobody() -> None:
    """R-132: the notice holds tokens, places and days."""
    for one in (notice(), notice(consent_signed_on=None, benefit_year=None, scheme=Scheme.EMPLOYEE, withdrawn=True, version=2)):
        holds("Notice", msgspec.json.decode(write_notice(one)))
    for told in (request_answer(), request_answer(state=NoticeState.REFUSED, reason="参保人选择保留本地参保关系")):
        holds("RequestAnswer", msgspec.json.decode(write_request_answer(told)))


async def answered(strings: Strings, method: str, path: str, body: bytes = b"", secret: str = OUT_SECRET) -> Any:
    headers = signed_headers(body, "notice_1", secret)
    return await strings.http.request(method, f"/regions/v1/notices/{path}", content=body, headers=headers)


async def test_what_the_platform_answers_is_in_the_contract() -> None:
    async with platform() as strings:
        await strings.hold(relation())
        one = notice()
        for path, method, body, status in (
            (one.notice_id, "GET", b"", 404),
            (one.notice_id, "POST", write_notice(one), 202),
            (one.notice_id, "POST", write_notice(one), 202),
            (one.notice_id, "POST", write_notice(notice(notice_id=one.notice_id, area="450103")), 409),
            (notice().notice_id, "POST", write_notice(one), 422),
            (one.notice_id, "POST", b'{"name": "x"}', 422),
            (one.notice_id, "GET", b"", 200),
        ):
            answer = await answered(strings, method, str(path), body)
            assert answer.status_code == status, answer.text
            holds("NoticeAnswer" if answer.is_success else "Problem", answer.json())
            assert str(status) in contract()["paths"]["/regions/v1/notices/{notice_id}"][method.lower()]["responses"]
        assert (await answered(strings, "GET", str(one.notice_id), secret="whsec_" + "b3V0" * 8)).status_code == 401
        stands = await answered(strings, "GET", str(one.notice_id))
        assert read_notice_answer(stands.content, one.notice_id, 1).state == "ACKNOWLEDGED"


async def test_what_the_platform_tells_is_in_the_contract() -> None:
    """Whatever of it is done right; a row that is planted as unreadable is refused by schema and reader alike."""
    schemas = {kind: f"{kind.title().replace('.', '')}Message" for kind in MESSAGES}
    async with platform() as strings:
        await strings.misbehave(feeds={"twice": 0.5, "wrong_first": 0.5, "two_references": 0.5, "taken_back": 0.5, "out_of_order": 0.5})
        worker = relation(9, scheme="EMPLOYEE", benefit_year=None, ends_on=None, identity="WORKER", months_paid=12, weak=[])
        await strings.hold(*(relation(number) for number in range(1, 9)), worker)
        await strings.push()
        await strings.control("/relations/gone", {"refs": ["GX-1"]})
        one = notice(2)
        await answered(strings, "POST", str(one.notice_id), write_notice(one))
        asked = messages("notice")[0]["data"]
        await strings.control("/notices", [{name: told for name, told in asked.items() if name != "version"}])
        await strings.push()
        told = [msgspec.json.decode(body) for body in strings.ear.bodies]
        assert {one["type"] for one in told} == set(MESSAGES)
        for one in told:
            holds(schemas[one["type"]], one)
        assert strings.ear.refused == []


CHANGES: list[dict[str, Any]] = [
    {"token": "A" * 64},
    {"token": "a" * 63},
    {"version": 0},
    {"version": "1"},
    {"scheme": "OTHER"},
    {"scheme": None},
    {"area": "45"},
    {"area": "4501021"},
    {"benefit_year": 1990},
    {"starts_on": "2024-02-30"},
    {"starts_on": "2024-01-01T00:00:00Z"},
    {"ends_on": "9999-12-31"},
    {"paid": 1},
    {"paid": None},
    {"state": "normal"},
    {"months_paid": -1},
    {"months_paid": 1.5},
    {"more_tokens": ["x"]},
    {"more_tokens": ["b" * 64] * 20},
    {"weak": [{"kind": "phone", "token": "c" * 64}]},
    {"spell_ref": ""},
    {"spell_ref": "GX 1"},
    {"spell_ref": "x" * 121},
    {"employer": "某公司"},
    {"name": "陈大文"},
    {"id_number": "440799198605120012"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: json.dumps(change)[:40])
def test_contract_and_reader_refuse_the_same_spells(change: dict[str, Any]) -> None:
    """A field beside the contract may be a number or a name: it is refused."""
    good = {**relation(), "version": 1, "paid": True, "state": "ACTIVE"}
    batch = {"source": "GX-450100", "as_of": "2024-03-01T06:00:00+08:00", "spells": [{**good, **change}, good]}
    message = {"type": "spells", "data": batch}
    with pytest.raises(jsonschema.ValidationError):
        holds("SpellsMessage", message)
    told = read_message(json.dumps(message).encode())
    assert isinstance(told, SpellsTold)
    assert ([one.place for one in told.refused], [one.spell.spell_ref for one in told.spells]) == ([0], ["GX-1"])
    (reason,) = told.refused[0].reasons
    assert not any(str(value) in reason.msg for value in change.values() if isinstance(value, str) and len(value) > 3)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"type": "spells"},
        {"type": "other", "data": {}},
        {"type": "spells", "data": {"source": "GX-450100", "as_of": "2024-03-01T06:00:00", "spells": [{}]}},
        {"type": "spells", "data": {"source": "GX-450100", "as_of": "2024-03-01T06:00:00Z", "spells": []}},
        {"type": "spells", "data": {"source": "南宁", "as_of": "2024-03-01T06:00:00Z", "spells": [{}]}},
        {"type": "freshness", "data": {"source": "GX-450100", "areas": ["4501"], "complete_until": "2024-03-01T06:00:00Z"}},
        {"type": "freshness", "data": {"source": "GX-450100", "areas": ["450100"], "complete_until": "2101-03-01T06:00:00Z"}},
        {"type": "notice.answered", "data": {"notice_id": "1", "version": 1, "state": "ACKNOWLEDGED"}},
        {"type": "notice.answered", "data": {"notice_id": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1, "state": "RECEIVED"}},
    ],
    ids=lambda body: json.dumps(body)[:60],
)
def test_contract_and_reader_refuse_the_same_messages(body: Any) -> None:
    name = {"freshness": "FreshnessMessage", "notice.answered": "NoticeAnsweredMessage"}.get(dict(body).get("type", ""), "SpellsMessage")
    with pytest.raises(jsonschema.ValidationError):
        holds(name, body)
    with pytest.raises(NotInContract):
        read_message(json.dumps(body).encode())


@pytest.mark.parametrize(
    "change", [{"tokens": []}, {"due_on": "9999-12-31"}, {"kind": "STOP"}, {"notice_ref": "x" * 121}, {"name": "陈大文"}]
)
def test_contract_and_reader_refuse_the_same_requests(change: dict[str, Any]) -> None:
    message = messages("notice")[0]
    body = {**message, "data": {**message["data"], **change}}
    with pytest.raises(jsonschema.ValidationError):
        holds("NoticeMessage", body)
    with pytest.raises(NotInContract):
        read_message(json.dumps(body).encode())
