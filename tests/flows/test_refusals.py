"""Bad input changes nothing and names all faults at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import uuid4

import asyncpg
import httpx
import pytest

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Population
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document, DocumentType, Sex

pytestmark = pytest.mark.xdist_group("flows")
WORK = ["audit_seals", "rate_counts"]
"""Tables that background work fills by itself."""
APPLICATIONS = "/registration/v1/applications"


async def rows(suite: Suite) -> dict[str, int]:
    """Number of rows of every table of the four services but the operational ones."""
    found = {}
    for package in SERVICES.values():
        connection = await asyncpg.connect(suite.database_url(package))
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1)", WORK)
        for (table,) in tables:
            found[f"{package}.{table}"] = await connection.fetchval(f'SELECT count(*) FROM "{table}"')
        await connection.close()
    return found


@asynccontextmanager
async def nothing_changes(suite: Suite, client: SuiteClient) -> AsyncIterator[None]:
    """Holds the numbers of rows before and after against each other, once what an earlier test began has ended."""
    await until_quiet(suite, client, lambda _: None, 60)
    before = await rows(suite)
    yield
    assert await rows(suite) == before


@pytest.fixture
async def form(client: SuiteClient) -> dict[str, object]:
    """A good form, on a day in the concentrated period."""
    await client.move_clock(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    person = next(Population(4711).people("440783115", 1))
    return person.as_application(2024, "YUE_YIBAO")


def headers(client: SuiteClient, form: dict[str, object] | None = None) -> dict[str, str]:
    """Of a citizen whose document, that of the form, the sign-on has verified."""
    documents = [Document.read(DocumentType.RESIDENT_ID, str(form["document_number"]))] if form else []
    return {"Authorization": f"Bearer {client.token('citizen', 'wx:refusals', *documents)}", "Idempotency-Key": str(uuid4())}


async def test_all_faults_of_a_form_come_in_one_answer(suite: Suite, client: SuiteClient, form: dict[str, object]) -> None:
    """V-92: wrong check digit, wrong sex, empty address."""
    form |= {"document_number": "441092197907121232", "sex": Sex.FEMALE, "household_address": "", "confirmed": False}

    async with nothing_changes(suite, client), httpx.AsyncClient(base_url=suite.url("registration")) as http:
        answer = await http.post(APPLICATIONS, json=form, headers=headers(client))

    problem = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert {"ID_CHECKSUM", "SEX_MISMATCH", "NOT_CONFIRMED"} <= {reason["code"] for reason in problem["reasons"]}
    assert "household_address" in {missing["field"] for missing in problem["missing"]}
    assert "441092197907121232" not in answer.text


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"name": 7, "surprise": true}', "application/json"),
        (b'{"name": "' + b"x" * 2_000_000 + b'"}', "application/json"),
    ],
    ids=["broken", "a list", "not UTF-8", "wrong types and unknown fields", "oversize"],
)
async def test_nonsense_is_a_problem_not_an_accident(suite: Suite, client: SuiteClient, content: bytes, content_type: str) -> None:
    async with nothing_changes(suite, client), httpx.AsyncClient(base_url=suite.url("registration")) as http:
        answer = await http.post(APPLICATIONS, content=content, headers={**headers(client), "Content-Type": content_type})

    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["msg"]


async def test_a_post_without_an_idempotency_key_is_refused(suite: Suite, client: SuiteClient, form: dict[str, object]) -> None:
    without = headers(client)
    del without["Idempotency-Key"]
    async with httpx.AsyncClient(base_url=suite.url("registration")) as http:
        answer = await http.post(APPLICATIONS, json=form, headers=without)
    assert answer.status_code == 400


async def test_the_same_key_gives_the_same_answer_to_the_byte_and_another_body_is_refused(
    suite: Suite, client: SuiteClient, form: dict[str, object]
) -> None:
    same = headers(client, form)
    async with httpx.AsyncClient(base_url=suite.url("registration")) as http:
        first = await http.post(APPLICATIONS, json=form, headers=same)
        again = await http.post(APPLICATIONS, json=form, headers=same)
        other = await http.post(APPLICATIONS, json={**form, "phone": "10000009999"}, headers=same)
    assert (first.status_code, again.status_code, other.status_code) == (202, 202, 422)
    assert again.content == first.content


async def test_foreign_tokens_and_foreign_areas_see_nothing(suite: Suite, client: SuiteClient, form: dict[str, object]) -> None:
    form["document_number"] = next(Population(4712).people("440783115", 1)).number
    form["sex"] = Sex.MALE if int(str(form["document_number"])[16]) % 2 else Sex.FEMALE
    elsewhere = suite.issuer.mint(subject="clerk:guangzhou", roles=["clerk"], areas=["4401"])
    stranger = client.token("citizen", "wx:stranger")
    async with httpx.AsyncClient(base_url=suite.url("registration")) as http:
        accepted = await http.post(APPLICATIONS, json=form, headers=headers(client, form))
        place = f"{APPLICATIONS}/{accepted.json()['application_id']}"
        own = await http.get(place, headers=headers(client))
        foreign = [await http.get(place, headers={"Authorization": f"Bearer {token}"}) for token in (elsewhere, stranger)]
        nobody = await http.get(place)
        forged = await http.get(place, headers={"Authorization": f"Bearer {stranger[:-4]}AAAA"})
    assert own.status_code == 200
    assert [answer.status_code for answer in foreign] == [404, 404]
    assert (nobody.status_code, forged.status_code) == (401, 401)


@pytest.mark.parametrize("signature", [None, "v1,bm90IGEgc2lnbmF0dXJl", "v1", "v1,,", "v2,x"])
async def test_an_unsigned_or_badly_signed_callback_changes_nothing(suite: Suite, client: SuiteClient, signature: str | None) -> None:
    content = b'{"type":"tax.payment.received","timestamp":"2023-10-20T09:00:00+08:00","data":{"rows":[]}}'
    signed = {"webhook-id": "msg_forged", "webhook-timestamp": "1700000000", "Content-Type": "application/json"}
    async with nothing_changes(suite, client), httpx.AsyncClient(base_url=suite.url("payment-bridge")) as http:
        answer = await http.post(
            "/payment-bridge/v1/webhooks/tax", content=content, headers=signed | ({"webhook-signature": signature} if signature else {})
        )
    assert answer.status_code == 401
