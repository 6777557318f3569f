"""docs/contracts says what the event classes say, and what was published stays as it was."""

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from enrolment_events.catalogue import EVENT_TYPES
from enrolment_events.envelope import encode
from event_bus.contracts import changed_types, main, outdated_files
from tests.enrolment_events.samples import sample_event

FOLDER = Path(__file__).parents[2] / "docs" / "contracts"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / "schemas", tmp_path / "schemas")
    shutil.copy(FOLDER / "asyncapi.yaml", tmp_path)
    return tmp_path


def test_no_published_event_has_changed() -> None:
    broken = list(changed_types(FOLDER))
    assert not broken, "\n".join(broken)


def test_the_documents_are_up_to_date() -> None:
    assert not outdated_files(FOLDER), "run: python -m event_bus.contracts write"


def test_a_changed_event_is_refused_with_advice(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    snapshot = copied / "schemas" / "payment.settled.v1.json"
    before = snapshot.read_text()
    schema = json.loads(before)
    schema["$defs"]["PaymentSettledV1"]["properties"]["amount"] = {"type": "string"}
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 1
    advice = capsys.readouterr().err
    assert "PaymentSettledV2" in advice
    assert "payment.settled.v2" in advice
    assert json.loads(snapshot.read_text()) == schema, "write does not paper over a broken contract"
    assert main("check", copied) == 1
    snapshot.write_text(before)
    assert main("check", copied) == 0


def test_a_code_may_be_added_and_none_taken_away(copied: Path) -> None:
    snapshot = copied / "schemas" / "dedup.check.completed.v1.json"
    schema = json.loads(snapshot.read_text())
    codes = schema["$defs"]["ReasonCode"]["enum"]
    taken = codes.pop()
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 0
    assert taken in json.loads(snapshot.read_text())["$defs"]["ReasonCode"]["enum"]
    codes.append("A_CODE_THAT_WENT")
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 1


def test_a_member_with_a_default_may_be_added_and_none_taken_away(copied: Path) -> None:
    snapshot = copied / "schemas" / "payment.bill.created.v1.json"
    schema = json.loads(snapshot.read_text())
    members = schema["$defs"]["BillCreatedV1"]["properties"]
    expired, state = members.pop("expired"), members.pop("state")
    snapshot.write_text(json.dumps(schema))
    assert main("check", copied) == 1, "a member that every event must have is a new version"
    members["state"] = state
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 0
    assert json.loads(snapshot.read_text())["$defs"]["BillCreatedV1"]["properties"]["expired"] == expired
    members |= {"expired": expired, "went": {"type": "boolean", "default": False}}
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 1


def test_a_member_may_become_null_and_none_must_be_there_anew(copied: Path) -> None:
    """A child that is not born yet has no birth date (B6)."""
    snapshot = copied / "schemas" / "registration.person.created.v1.json"
    schema = json.loads(snapshot.read_text())
    person = schema["$defs"]["PersonState"]
    now = person["properties"]["birth_date"]
    person["properties"]["birth_date"] = {"type": "string", "format": "date"}
    person["required"].append("birth_date")
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 0
    assert json.loads(snapshot.read_text())["$defs"]["PersonState"]["properties"]["birth_date"] == now
    person["properties"]["birth_date"] = {"type": "integer"}
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 1, "another type is a new version"
    person["properties"]["birth_date"] = now
    person["required"] = ["person_id"]
    snapshot.write_text(json.dumps(schema))
    assert main("write", copied) == 1, "what was not asked before is asked"


def test_a_lost_event_is_refused(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copied / "schemas" / "payment.settled.v0.json").write_text("{}")
    assert main("check", copied) == 1
    assert "payment.settled.v0" in capsys.readouterr().err


def test_other_words_are_no_other_contract(copied: Path) -> None:
    snapshot = copied / "schemas" / "payment.settled.v1.json"
    snapshot.write_text(json.dumps(json.loads(snapshot.read_text()) | {"description": "Other words."}))
    assert list(changed_types(copied)) == []
    assert main("write", copied) == 0
    assert main("check", copied) == 0


@pytest.mark.parametrize("event_type", EVENT_TYPES)
@pytest.mark.parametrize("full", [True, False])
def test_every_event_keeps_to_its_schema(event_type: str, full: bool) -> None:
    validator = _validator(event_type)
    event = json.loads(encode(sample_event(event_type, full=full)))
    validator.validate(event)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(event | {"type": "another.type.v1"})
    del event["subject"]
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(event)


def _validator(event_type: str) -> Any:
    schema = json.loads((FOLDER / "schemas" / f"{event_type}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_the_asyncapi_document_names_every_type_once_and_every_reference_leads_somewhere() -> None:
    document = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text())
    assert document["asyncapi"] == "3.0.0"
    assert set(document["channels"]) == set(document["components"]["messages"]) == set(EVENT_TYPES)
    assert len(document["operations"]) == len(EVENT_TYPES)
    for reference in _references(document):
        if reference.startswith("#/"):
            place = document
            for step in reference[2:].split("/"):
                place = place[step]
        else:
            assert (FOLDER / reference).exists()


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [reference for value in part.values() for reference in _references(value)]
    return [reference for item in part for reference in _references(item)] if isinstance(part, list) else []
