"""docs/contracts/tax-office.yaml: well formed, its examples hold, and the simulated office speaks it word for word."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml
from openapi_spec_validator import validate
from pydantic import TypeAdapter

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.scheme import BillKind, FailureCause, Payer, PaymentChannel
from registration.domain.list_kinds import DECLARATIONS
from registration.schemas.lines import HouseholdNo
from tax_office.plain_files import write_plain
from tests.conftest import FreshDatabase
from tests.tax_office.offices import TaxClient, batch, bill, bill_id, running_office

FILE = Path(__file__).parents[2] / "docs/contracts/tax-office.yaml"


@cache
def contract() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def schema_of(name: str) -> dict[str, Any]:
    """A schema that stands alone, its references resolved against the contract."""
    return {"$ref": f"#/components/schemas/{name}", "components": contract()["components"]}


def holds(name: str, document: Any) -> None:
    """Raises if the document is not as the contract says."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema_of(name), format_checker=checker).validate(document)


@pytest.fixture
async def office(fresh_database: FreshDatabase) -> AsyncIterator[TaxClient]:
    async with running_office(await fresh_database("tax_office")) as client:
        yield client


def test_the_contract_is_openapi() -> None:
    validate(contract())


def bodies() -> Iterator[tuple[str, str, Any]]:
    """Every example of every body: where it stands, its schema, the example."""
    places = {**contract()["paths"], **contract()["webhooks"]}
    for path, item in places.items():
        for operation in item.values():
            for code, part in [("body", operation.get("requestBody")), *operation["responses"].items()]:
                yield from _examples(f"{path} {code}", part)


def _examples(place: str, part: dict[str, Any] | None) -> Iterator[tuple[str, str, Any]]:
    part = _resolved(part or {})
    for media in part.get("content", {}).values():
        name = media["schema"]["$ref"].rsplit("/", 1)[1]
        if "example" in media:
            yield place, name, media["example"]
        for example in media.get("examples", {}).values():
            yield place, name, _resolved(example)["value"]


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    found: Any = contract()
    if "$ref" not in part:
        return part
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


@pytest.mark.parametrize(("place", "name", "example"), list(bodies()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_example_is_as_the_contract_says(place: str, name: str, example: Any) -> None:
    holds(name, example)


def test_every_body_has_an_example() -> None:
    shown = {place for place, _, _ in bodies()}
    assert {f"{webhook} body" for webhook in contract()["webhooks"]} <= shown
    assert {
        "/tax-office/v1/levy-batches body",
        "/tax-office/v1/recalls body",
        "/tax-office/v1/ledger 200",
        "/tax-office/v1/payments 200",
        "/tax-office/v1/messages/{webhook_id} 200",
    } <= shown


def test_people_in_examples_are_fictitious_with_valid_numbers() -> None:
    for sent in contract()["components"]["examples"]["LevyBatchOfOneFamily"]["value"]["bills"]:
        assert sent["doc_number"].startswith("440799")
        assert Document.read(DocumentType(sent["doc_type"]), sent["doc_number"]).has_valid_checksum


@pytest.mark.parametrize(
    ("name", "terms"),
    [("Kind", BillKind), ("Payer", Payer), ("Channel", PaymentChannel), ("Cause", FailureCause)],
)
def test_words_are_those_of_the_suite(name: str, terms: type[BillKind | Payer | PaymentChannel | FailureCause]) -> None:
    assert {word for word in contract()["components"]["schemas"][name]["enum"] if word} == {term.value for term in terms}


async def test_what_the_office_answers_is_as_the_contract_says(office: TaxClient) -> None:
    sent = batch([bill(1), bill(2, account=None), bill(3, amount="0.00")])
    holds("LevyBatch", sent)
    holds("LevyBatchAnswer", (await office.signed("POST", "/levy-batches", sent)).json())
    await office.control("/behaviour", {"wrong_amount": 1.0, "unknown_bill": 1.0, "double_payment": 1.0})
    await office.round(1, "2023-10-20")
    holds("LedgerPage", (await office.signed("GET", "/ledger")).json())
    holds("LedgerPage", (await office.signed("GET", "/ledger", params={"limit": 1})).json())
    for number in (1, 2, 9):
        holds("BillPayments", (await office.signed("GET", "/payments", params={"bill_id": bill_id(number)})).json())
    recall = {"bill_ids": [bill_id(1), bill_id(2)], "reason": "停保"}
    holds("Recall", recall)
    recalled = await office.signed("POST", "/recalls", recall)
    holds("RecallAnswer", recalled.json())
    kept = (await office.signed("GET", f"/messages/{recalled.request.headers['webhook-id']}")).json()
    holds("KeptAnswer", kept)
    assert kept["answer"] == recalled.json()


async def refund_and_reversal(office: TaxClient) -> None:
    """The first money goes back and comes back once; the second is taken back."""
    await office.control("/behaviour", {"payouts_come_back": 1.0})
    entries = [one for one in (await office.signed("GET", "/ledger")).json()["entries"] if one["kind"] == "SUCCESS"]
    first, second = entries[:2]
    same = {"refund_id": bill_id(91), "bill_id": first["bill_id"], "amount": first["amount"], "serials": [first["serial"]]}
    request = {**same, "submission": 2, "ground": "DUPLICATE_PAYMENT", "applied_on": "2023-11-01", "papers": []}
    order = {**same, "payout_id": bill_id(92), "ordered_on": "2023-11-10", "payee": None}
    for path, message, schema in (("/refund-requests", request, "RefundRequest"), ("/refund-payouts", order, "RefundPayout")):
        holds(schema, message)
        answers = [await office.signed("POST", path, message) for _ in range(2)]
        holds(f"{schema}Answer", answers[0].json())
        assert [answer.status_code for answer in answers] == [202, 202]
    assert (await office.signed("POST", "/refund-payouts", {**order, "amount": "1.00"})).status_code == 409
    assert (await office.signed("POST", "/refund-payouts", {**order, "payout_id": bill_id(93), "amount": "1.00"})).status_code == 422
    await office.control("/reversals", {"serial": int(second["serial"]), "told": True})
    holds("LedgerPage", (await office.signed("GET", "/ledger")).json())
    assert (await office.http.get("/simulator/v1/bank")).json() == {"payouts": 1, "amount": "0.00"}, "paid once, and it came back"


async def test_what_the_office_calls_back_is_as_the_contract_says(office: TaxClient) -> None:
    await office.send([bill(1), bill(2, account=None)])
    await office.control("/sales", {"bill_id": bill_id(2), "business_date": "2023-10-15"})
    await office.control("/behaviour", {"wrong_amount": 1.0, "unknown_bill": 1.0, "double_payment": 1.0, "duplicate_callbacks": 1.0})
    await office.round(1, "2023-10-20")
    told = contract()["components"]["examples"]["EmployeePaid"]["value"]["data"]
    await office.control("/employee-relations", told)
    await refund_and_reversal(office)
    filed = write_plain("LEVIES", "CANBAO", date(2023, 10, 20), [bill(3), bill(4, amount="0.00")])
    assert (await office.http.post("/simulator/v1/levy-file", content=filed.encode())).is_success
    await office.until_quiet()
    schemas = {
        "tax.deduction.results": "DeductionResults",
        "tax.payment.received": "PaymentReceived",
        "tax.levy.accepted": "LevyAccepted",
        "tax.levy.receipts": "LevyReceipts",
        "tax.employee.relations": "EmployeeRelations",
        "tax.payment.reversed": "PaymentReversed",
        "tax.refund.reviews": "RefundReviews",
        "tax.refund.results": "RefundResults",
    }
    assert {message["type"] for _, message in office.receiver.received} == set(schemas) == set(contract()["webhooks"])
    for _, message in office.receiver.received:
        holds(schemas[message["type"]], message)


async def test_every_refusal_is_a_problem_the_contract_names(office: TaxClient) -> None:
    sent = batch([bill(1)])
    await office.signed("POST", "/levy-batches", sent)
    refusals: list[tuple[str, str, httpx.Response]] = [
        ("/tax-office/v1/levy-batches", "post", await office.signed("POST", "/levy-batches", {**sent, "bills": [bill(2)]})),
        ("/tax-office/v1/levy-batches", "post", await office.signed("POST", "/levy-batches", {**sent, "bills": []})),
        ("/tax-office/v1/recalls", "post", await office.http.post("/tax-office/v1/recalls", json={})),
        ("/tax-office/v1/recalls", "post", await office.signed("POST", "/recalls", {"bill_ids": ["x"], "reason": ""})),
        ("/tax-office/v1/payments", "get", await office.signed("GET", "/payments")),
        ("/tax-office/v1/messages/{webhook_id}", "get", await office.signed("GET", "/messages/levy_none")),
        ("/tax-office/v1/ledger", "get", await office.signed("GET", "/ledger", params={"limit": 5001})),
        ("/tax-office/v1/ledger", "get", await office.http.get("/tax-office/v1/ledger")),
    ]
    for path, method, answer in refusals:
        assert answer.status_code >= 400
        assert str(answer.status_code) in contract()["paths"][path][method]["responses"]
        holds("Problem", answer.json())


@pytest.mark.parametrize("change", [{"doc_type": "OTHER"}, {"area": "44"}, {"resend_no": -1}, {"benefit_year": 1999}, {"name": ""}])
async def test_contract_and_office_refuse_the_same_bills(office: TaxClient, change: dict[str, Any]) -> None:
    sent = batch([bill(1, **change)])
    with pytest.raises(jsonschema.ValidationError):
        holds("LevyBatch", sent)
    assert (await office.signed("POST", "/levy-batches", sent)).status_code == 422


def test_a_household_number_that_registration_takes_can_be_levied() -> None:
    """R-054, R-056: one length from the form to the tax office."""
    taken = {TypeAdapter(HouseholdNo).json_schema()["maxLength"]}
    taken |= {one.at_most for kind in DECLARATIONS.values() for one in kind.columns if one.name == "household_no"}
    assert taken == {contract()["components"]["schemas"]["LevyBill"]["properties"]["household_no"]["maxLength"]}
