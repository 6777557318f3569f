"""The national signature profile in both directions, over the running service: levies go out by it, callbacks come in by it."""

import json
from pathlib import Path

import gmssl_pyx
import msgspec
from pydantic import SecretStr

from enrolment_terms.identifiers import new_id
from process_runtime.national_signatures import NationalKeys, NationalSignatures, Signer
from process_runtime.signature_profiles import SignatureProfile
from tests.conftest import FreshDatabase
from tests.payment_bridge.builders import MORNING, deductions, normal_bill, participation_event, success_row
from tests.payment_bridge.fake_tax_office import IN_SECRET
from tests.payment_bridge.running import WEBHOOK, running_bridge


def signer() -> Signer:
    public, private = gmssl_pyx.sm2_key_generate()
    return Signer("a secret of the app", public.hex(), private.hex())


async def test_levies_and_callbacks_by_the_national_profile(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    ours, theirs, person = signer(), signer(), new_id()
    keys = msgspec.json.encode(NationalKeys("440700-ybj", ours, [theirs])).decode()
    national = {"tax_out_profile": SignatureProfile.NATIONAL, "tax_in_profile": SignatureProfile.NATIONAL}
    office = NationalSignatures(NationalKeys("440700-ybj", theirs, [ours]))
    async with running_bridge(fresh_database, tmp_path, tax_national_keys=SecretStr(keys), **national) as service:
        service.tax.checking = office
        await service.publish(participation_event(person))
        await service.by_two("/levy-checks", json={"region": "440700", "benefit_year": 2024, "note": ""})
        await service.next_event("payment.bill.sent.v1", person)
        assert service.tax.unsigned == 0
        sent = [json.loads(body) for _, body in service.tax.seen]
        assert {one["signType"] for one in sent} == {"SM2"}
        assert str(person) not in str(sent), "the content is encrypted"

        body = deductions(success_row("1000000001", normal_bill(person), MORNING.date()))
        request = office.sealed(body, "msg_1")
        answers = [(await service.http.post(WEBHOOK, content=request)).status_code for _ in range(2)]
        assert answers == [202, 200]
        await service.next_event("payment.settled.v1", person)
        changed = json.dumps(json.loads(request) | {"messageId": "msg_2"}, separators=(",", ":")).encode()
        for wrong in (changed, request + b" ", b"", body):
            assert (await service.http.post(WEBHOOK, content=wrong)).json()["code"] == "SIGNATURE_INVALID"
        assert (await service.callback(body, "msg_3", secret=IN_SECRET)).status_code == 401, "one profile for each way"
