"""Hospitals ask by document where benefits holds no key: registration names the document, in the hospital's own name."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from pydantic import SecretStr

import benefits.app
import benefits.settings
import registration.app
import registration.settings
from canbao_suite.issuer import Issuer
from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.identifiers import new_id
from event_bus import EmbeddedBus
from service_runtime import MovableClock, Vault, generate_storage_keys, generate_vault_keys
from tests.benefits.builders import MORNING, participation, person_state, settled
from tests.benefits.running import RunningBenefits
from tests.conftest import FreshDatabase
from tests.declared import DeclaredTransport
from tests.running_service import started
from tests.tables import neighbour_database

NUMBER = fictitious_id(date(1990, 1, 1), 7, Sex.FEMALE)
DOCUMENT = {"document_type": "RESIDENT_ID", "document_number": NUMBER}


class MayBeAway(httpx.AsyncBaseTransport):
    """The way to registration, which can be cut."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner, self.away = inner, False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As the inner one does, unless it is cut."""
        if self.away:
            raise httpx.ConnectError("away")
        return await self.inner.handle_async_request(request)


@dataclass
class Distributed:
    """Benefits without a key, registration with it, and the way between them."""

    benefits: RunningBenefits
    registration: httpx.AsyncClient
    way: MayBeAway
    issuer: Issuer

    async def audited(self, action: str) -> list[dict[str, Any]]:
        """What registration wrote of this action."""
        token = self.issuer.mint("auditor", ["auditor"], ["44"])
        answer = await self.registration.get(
            "/registration/v1/audit-rows", params={"subject": "document"}, headers={"Authorization": f"Bearer {token}"}
        )
        return [row for row in answer.json()["items"] if row["action"] == action]


@pytest.fixture(scope="module")
async def distributed(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Distributed]:
    """Both services as they run, and somebody who is insured by her document."""
    issuer, clock, bus, keys = Issuer(tmp_path_factory.mktemp("issuer")), MovableClock(MORNING), EmbeddedBus(), generate_vault_keys()
    same: dict[str, Any] = {"storage_keys": SecretStr(generate_storage_keys()), "jwks_file": issuer.jwks_file}
    folder: Path = tmp_path_factory.mktemp("uploads")
    holder = registration.settings.Settings(
        database_url=await fresh_database("registration"), vault_keys=SecretStr(keys), uploads_folder=folder, **same
    )
    there = registration.app.create_app(holder, EmbeddedBus(), clock)
    way = MayBeAway(DeclaredTransport(there))
    settings = benefits.settings.Settings(database_url=await fresh_database("benefits"), registration_url="http://127.0.0.1:1", **same)
    here = benefits.app.create_app(settings, bus, clock, peer_transport=way)
    running = RunningBenefits("benefits", here, issuer, clock, await neighbour_database(await fresh_database("others")))
    async with started(there, "registration") as http, running.on(bus, []):
        await insured_by_document(running, Vault.from_json(keys))
        yield Distributed(running, http, way, issuer)


async def insured_by_document(running: RunningBenefits, vault: Vault) -> None:
    person, paid_for = new_id(), new_id()
    state = person_state(person)
    token = vault.identity_token(Document.read(DocumentType.RESIDENT_ID, NUMBER))
    named = msgspec.structs.replace(state, keys=(msgspec.structs.replace(state.keys[0], token=token),))
    told = participation(paid_for, person)
    told = msgspec.structs.replace(told, data=msgspec.structs.replace(told.data, person=named))
    await running.publish(told, settled(paid_for, person, "2023-09-15"))
    while (await running.call("GET", f"/entitlements/{person}")).status_code != 200:
        pass


async def batch(distributed: Distributed, **caller: Any) -> httpx.Response:
    people = [DOCUMENT, {**DOCUMENT, "document_number": fictitious_id(date(1991, 1, 1), 7, Sex.FEMALE)}, {"token": "0" * 64}]
    return await distributed.benefits.call("POST", "/entitlements/batch", json={"on": "2024-03-01", "people": people}, **caller)


async def test_a_hospital_asks_by_document(distributed: Distributed) -> None:
    answer = await batch(distributed, role="hospital", subject="by-document")
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [one["entitlement"] is not None and one["entitlement"]["covered"] for one in results] == [True, False, False]
    assert {one["error"]["code"] for one in results[1:]} == {"PERSON_NOT_KNOWN_HERE"}
    assert NUMBER not in answer.text
    row = (await distributed.audited("documents.named"))[-1]
    assert (row["actor"], row["purpose"], row["detail"]) == ("by-document", "CARE", {"documents": 2})


async def test_1101_and_an_emergency_by_document(distributed: Distributed) -> None:
    hospital: dict[str, Any] = {"role": "hospital", "subject": "at-the-door"}
    for data in (
        {"psn_cert_type": "01", "certno": NUMBER},
        {"mdtrt_cert_type": "02", "mdtrt_cert_no": NUMBER},
        {"mdtrt_cert_type": "03", "mdtrt_cert_no": "A12345678", "card_sn": "S1", "psn_cert_type": "01", "certno": NUMBER},
    ):
        call = {"infno": "1101", "msgid": "1", "input": {"data": {**data, "begntime": "2024-03-01"}}}
        told = (await distributed.benefits.call("POST", "/national/1101", json=call, **hospital)).json()
        assert (told["infcode"], told["output"]["insuinfo"][0]["begndate"]) == (0, "2024-01-01"), told
        assert NUMBER not in str(told)
    asked = {**DOCUMENT, "purpose": "EMERGENCY_ADMISSION"}
    shown = await distributed.benefits.call("POST", "/entitlements/emergency", json=asked, **hospital, area="650100")
    assert (shown.status_code, shown.json()["known"], shown.json()["covered"]) == (200, False, False), "of 2023 nobody told"


async def test_who_may_not_ask_registration_is_told_nothing(distributed: Distributed) -> None:
    token = distributed.issuer.mint("citizen", ["citizen"])
    body, headers = {"documents": [DOCUMENT]}, {"Authorization": f"Bearer {token}"}
    assert (await distributed.registration.post("/registration/v1/identity-tokens", json=body, headers=headers)).status_code == 403


async def test_registration_is_away(distributed: Distributed) -> None:
    """Who asks by document is told to come again; who asks by token or id is answered."""
    distributed.way.away = True
    try:
        refused = await batch(distributed, role="hospital", subject="away")
        assert (refused.status_code, refused.json()["code"]) == (503, "DOCUMENTS_AWAY")
        call = {"infno": "1101", "msgid": "1", "input": {"data": {"psn_cert_type": "01", "certno": NUMBER}}}
        told = await distributed.benefits.call("POST", "/national/1101", json=call, role="hospital", subject="away")
        assert (told.status_code, told.json()["infcode"]) == (200, -1)
        by_token = {"people": [{"token": "0" * 64}]}
        assert (await distributed.benefits.call("POST", "/entitlements/batch", json=by_token, role="hospital")).status_code == 200
    finally:
        distributed.way.away = False
