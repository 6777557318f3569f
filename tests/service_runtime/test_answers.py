"""What goes out: labels beside codes, pages, dictionaries; and that tests see an answer which the contract does not declare."""

from enum import StrEnum
from typing import Annotated

import httpx
import pytest
from pydantic import Field

from enrolment_terms.labels import labelled
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillKind, BillState
from service_runtime.rest import Amount, Answer, page_of
from tests.declared import Contract
from tests.service_runtime.sample_service import Sample


class BillLine(Answer):
    """A bill."""

    state: BillState
    kind: BillKind | None
    kind_before: Annotated[BillKind | None, Field(title="原类别")]
    before: Annotated[BillState, Field(serialization_alias="from")]
    amount: Amount


class Fault(Answer):
    """A code with its text."""

    code: ReasonCode
    msg: str


class Unnamed(StrEnum):
    """Codes that nobody has named."""

    ONE = "ONE"


def test_a_code_is_followed_by_its_label() -> None:
    line = BillLine(state=BillState.HELD, kind=None, kind_before=None, before=BillState.CREATED, amount=40600)
    assert line.model_dump(mode="json", by_alias=True) == {
        "state": "HELD",
        "kind": None,
        "kind_before": None,
        "from": "CREATED",
        "amount": "406.00",
        "state_label": "待统一核定",
        "kind_label": None,
        "kind_before_label": None,
        "from_label": "已生成",
    }
    schema = BillLine.model_json_schema(mode="serialization")
    assert {"state_label", "kind_label", "from_label"} <= set(schema["required"])
    kinds = {
        name: [choice["type"] for choice in schema["properties"][name].get("anyOf", [])] for name in ("kind_label", "kind_before_label")
    }
    assert kinds == {"kind_label": ["string", "null"], "kind_before_label": ["string", "null"]}


def test_a_code_with_its_text_needs_no_label() -> None:
    assert Fault(code=ReasonCode.OTHER, msg="其他").model_dump(mode="json") == {"code": "OTHER", "msg": "其他"}


def test_codes_without_labels_are_no_answer() -> None:
    with pytest.raises(TypeError, match="Unnamed has no Chinese labels"):
        type("Nameless", (Answer,), {"__annotations__": {"code": Unnamed}, "__module__": __name__})


def test_every_code_has_a_label_and_every_name_is_one_enumeration() -> None:
    with pytest.raises(ValueError, match="codes without a label"):
        labelled(Unnamed, "未命名", {})
    other = StrEnum("BillState", ["ONE"])  # type: ignore[misc]
    with pytest.raises(ValueError, match="two enumerations BillState"):
        labelled(other, "账单", dict.fromkeys(other, "一"))


@pytest.mark.parametrize(("rows", "shown", "following"), [([], [], None), ([1, 2], [1, 2], None), ([1, 2, 3], [1, 2], "2")])
def test_a_page_tells_of_the_next_only_if_there_is_one(rows: list[int], shown: list[int], following: str | None) -> None:
    page = page_of(rows, 2, lambda row: row, lambda row: row)
    assert (page.items, page.next) == (shown, following)


async def test_dictionaries_are_those_of_the_contract(sample: Sample) -> None:
    kinds = (await sample.client.get("/sample/v1/dictionaries")).json()
    titles = {
        "act-kind": "须双人办理的事项",
        "confirmation-state": "双人办理状态",
        "dead-letter-state": "死信状态",
        "fault-kind": "死信种类",
        "replay-state": "重新处理的状态",
        "republication-state": "重新发布状态",
        "run-state": "定时任务运行状态",
    }
    assert kinds == {"items": [{"kind": kind, "title": title} for kind, title in titles.items()], "next": None}
    states = (await sample.client.get("/sample/v1/dictionaries/dead-letter-state")).json()
    assert states["items"] == [{"code": "open", "label": "待处理"}, {"code": "discarded", "label": "已作废"}]
    unknown = await sample.client.get("/sample/v1/dictionaries/bill-state")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "DICTIONARY_NOT_FOUND")


def test_what_an_operation_does_not_declare_is_seen(sample: Sample) -> None:
    contract = Contract(sample.app)

    def faults(status: int, body: dict[str, object], **headers: str) -> list[str]:
        kind = "application/json" if status < 400 else "application/problem+json"
        return contract.faults_of(
            "GET", f"/sample/v1/notes/{note['id']}", httpx.Response(status, json=body, headers={"content-type": kind, **headers})
        )

    note: dict[str, object] = {"id": "0192e4a0-1111-7222-8333-444455556666", "text": "x", "checked": True}
    refused: dict[str, object] = {
        "type": "",
        "title": "",
        "status": 404,
        "msg": "",
        "request_id": "",
        "reasons": [],
        "missing": [],
        "more_faults": 0,
    }
    assert faults(200, note) == []
    assert faults(404, {**refused, "code": "NOT_FOUND"}) == []
    assert faults(404, {**refused, "code": "NOTE_GONE"}) != []
    assert faults(409, {**refused, "code": "NOTE_CHECKED"}) != []
    assert faults(200, {"id": note["id"]}) != []
    assert faults(200, note, **{"preference-applied": "wait=1"}) == ["Prefer is not a parameter"]
