"""Levies as a file: what is due goes into it and is handed over by that, portion by portion; it is read back as it was written (R-056)."""

import asyncio
from datetime import date
from uuid import UUID

import msgspec
import pytest

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind
from enrolment_terms.sealed import Sealed
from payment_bridge.domain.batch_files import check_file
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.levy_delivery import LevyRegion
from payment_bridge.errors import FileNotReady, NoSuchFile
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.use_cases import make_levy_file
from payment_bridge.use_cases.make_levy_file import begin_levy_file, content_of, levy_file
from payment_bridge.use_cases.take_file import take_files
from tax_office.plain_files import read_levies
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import REGION, VAULT, normal_bill, participation_event
from tests.payment_bridge.running import RunningBridge
from tests.payment_bridge.test_file_profiles import lines_of
from tests.payment_bridge.test_files import file_row, store, take
from tests.payment_bridge.test_service import CHECK

TODAY = date(2023, 10, 10)
THERE = LevyRegion(REGION, 2024)


async def begin(bridge: Bridge, name: str = "PLAIN", there: LevyRegion = THERE) -> UUID:
    async with bridge.runtime.database.transaction() as tx:
        return await begin_levy_file(tx, there, profiles()[name], "operator:1")


async def content(bridge: Bridge, file_id: UUID) -> bytes:
    async with bridge.runtime.database.read() as read:
        file = await levy_file(read, file_id, profiles())
    return b"".join([part async for part in content_of(bridge.runtime, file)])


async def due(bridge: Bridge, number: int) -> list[UUID]:
    """People whose bills may go."""
    registered = [new_id() for _ in range(number)]
    await bridge.hear(*(participation_event(one) for one in registered))
    await bridge.pass_check()
    return registered


@pytest.mark.parametrize("name", sorted(profiles()))
async def test_what_is_due_goes_into_the_file_and_is_sent(bridge: Bridge, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """D3 HELD→SENT, R-055. A break goes on where it was; nothing of it goes as a message, too."""
    monkeypatch.setattr(make_levy_file, "BILLS_AT_ONCE", 2)
    registered = await due(bridge, 5)
    file_id = await begin(bridge, name)
    await take_files(bridge.runtime)
    with pytest.raises(FileNotReady):
        await content(bridge, file_id)
    assert len(await bridge.rows("SELECT 1 FROM bills WHERE state = 'SENT'")) == 2
    await asyncio.gather(*(take_files(bridge.runtime) for _ in range(2)))
    await take(bridge)
    await bridge.send()
    assert (bridge.tax.received, len(await bridge.rows("SELECT 1 FROM bills WHERE state = 'SENT'"))) == ([], 5)
    profile, written = profiles()[name], await content(bridge, file_id)
    lines = lines_of(profile, written)
    head = check_file(profile, FileKind.LEVIES, lines, TODAY)
    assert (head.issuer, head.day, head.rows, head.total) == (REGION, TODAY, 5, 5 * 40600)
    told = {one["bill_id"]: one for one in profile.read(profile.rows[FileKind.LEVIES], lines[1:-1])}
    assert told.keys() == {str(normal_bill(one)) for one in registered}
    one = told[str(normal_bill(registered[0]))]
    assert (one["name"], one["doc_number"], one["kind"], one["amount"]) == ("司徒样例", "44079919790712003X", BillKind.NORMAL, 40600)
    if name == "PLAIN":
        assert {one.bill_id for one in read_levies(written)} == told.keys(), "the tax office reads it as its contract says"
    parts = await bridge.rows("SELECT body FROM batch_file_parts")
    assert all("司徒样例".encode(profile.encoding) not in part.body for part in parts), "sealed"
    again = await begin(bridge, name)
    await take(bridge)
    assert len(lines_of(profile, await content(bridge, again))) == 2, "nothing is due"


async def test_a_bill_that_does_not_fit_holds_up_no_other(bridge: Bridge) -> None:
    """R-059: it is refused here for wrong data, until somebody has corrected them."""
    long = new_id()
    account = participation_event(long).data.account
    assert account is not None
    broken = msgspec.structs.replace(account, bank=Sealed(VAULT.seal("长|名", "bank", long)))
    await bridge.hear(participation_event(long, account=broken))
    (other,) = await due(bridge, 1)
    file_id = await begin(bridge)
    await take(bridge)
    assert [(await bridge.bill(normal_bill(one))).state for one in (long, other)] == ["FAILED_SYSTEM", "SENT"]
    assert [(case.kind, case.code) for case in await bridge.cases()] == [("LEVY_REFUSED", "UNWRITABLE_HERE")]
    assert (await file_row(bridge, file_id)).rows == 1


async def test_a_file_is_of_one_region_and_year_and_of_what_may_go(bridge: Bridge) -> None:
    """R-055: before the unified check nothing ordinary goes; levies of another year wait for their own file."""
    await bridge.hear(participation_event(new_id()))
    for there in (THERE, LevyRegion(REGION, 2025)):
        file_id = await begin(bridge, there=there)
        await take(bridge)
        assert (await file_row(bridge, file_id)).rows == 0
    assert [one.state for one in await bridge.rows("SELECT state FROM bills")] == ["HELD"]


async def test_no_batch_is_sent_where_levies_go_by_file(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    await due(bridge, 1)
    with monkeypatch.context() as patched:
        patched.setattr(bridge.runtime, "settings", bridge.runtime.settings.model_copy(update={"levies_by_file": True}))
        await bridge.send()
    assert bridge.tax.received == []
    await bridge.send()
    assert len(bridge.tax.received) == 1


async def test_only_levies_are_given_out(bridge: Bridge) -> None:
    """Also not once their lines are gone."""
    incoming = await store(bridge, b"H")
    await due(bridge, 1)
    made = await begin(bridge)
    await take(bridge)
    await bridge.rows("DELETE FROM batch_file_parts RETURNING 1")
    for file_id in (incoming, made, new_id()):
        with pytest.raises(NoSuchFile):
            await content(bridge, file_id)


async def test_levies_by_file_over_http(service: RunningBridge) -> None:
    """Made by an operator of the region, taken by the tax office; each look stands in the audit."""
    form = {"region": REGION, "benefit_year": 2024, "profile": "FIXED"}
    assert (await service.call("POST", "/levy-files", json=form | {"profile": "NONE"})).status_code == 400
    assert (await service.call("POST", "/levy-files", json=form, area="440783")).status_code == 404
    await service.by_two("/levy-checks", json=CHECK | {"benefit_year": 2024})
    made = await service.call("POST", "/levy-files", json=form)
    file_id = made.json()["file_id"]
    while (await service.call("GET", f"/files/{file_id}")).json()["state"] != "DONE":
        pass
    taken = await service.call("GET", f"/levy-files/{file_id}/content", role="tax", area="44")
    assert taken.content.startswith(b"H01")
    assert ("test:tax", "levy_file.downloaded") in await service.audited(file_id)
    assert msgspec.json.decode((await service.call("GET", "/files?kind=LEVIES")).content)["items"][0]["file_id"] == file_id
