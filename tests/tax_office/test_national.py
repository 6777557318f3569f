"""The office speaks the national profile in both directions: it takes what is signed so, and signs its callbacks so."""

import json
from uuid import UUID

import gmssl_pyx
import msgspec
import pytest

from payment_bridge.gateways.levy_answers import answer_to_batch
from payment_bridge.gateways.tax_office import TaxOffice, TaxOfficeAway
from payment_bridge.use_cases.send_levies import LEVIES
from process_runtime.national_signatures import NationalKeys, NationalSignatures, Signer
from process_runtime.signature_profiles import StandardWebhooks
from tests.conftest import FreshDatabase
from tests.tax_office.offices import OUT_SECRET, Receiver, batch, bill, bill_id, running_office


def signer() -> Signer:
    public, private = gmssl_pyx.sm2_key_generate()
    return Signer("a secret of the app", public.hex(), private.hex())


async def test_a_batch_a_question_the_ledger_and_a_callback(fresh_database: FreshDatabase) -> None:
    office_keys, bridge_keys = signer(), signer()
    ours = NationalSignatures(NationalKeys("440700-ybj", bridge_keys, [office_keys]))
    keys = msgspec.json.encode(NationalKeys("440700-ybj", office_keys, [bridge_keys])).decode()
    receiver = Receiver(checking=ours)
    async with running_office(await fresh_database("tax_office"), receiver, keys) as office:
        client, sent = TaxOffice(str(office.http.base_url), ours, seconds=5), batch([bill(1)])
        batch_id, body = UUID(sent["batch_id"]), json.dumps(sent).encode()
        told = await client.tell(LEVIES.path, "levy_1", body, lambda answer: answer_to_batch(answer, batch_id, [UUID(bill_id(1))]))
        assert told.accepted == 1
        assert await client.what_became_of("levy_1", lambda answer: answer_to_batch(answer, batch_id, [UUID(bill_id(1))])) == told
        await office.round(1, "2023-10-20")
        assert len((await client.ledger(None, 10)).serials) == len(receiver.rows("tax.deduction.results")) == 1
        other = TaxOffice(str(office.http.base_url), StandardWebhooks(OUT_SECRET), seconds=5)
        with pytest.raises(TaxOfficeAway, match="HTTP 401"):
            await other.ledger(None, 10)
        await client.close()
        await other.close()
