"""Every refusal names all reasons and everything missing in one answer (R-004), and changes nothing."""

from datetime import datetime
from typing import Any

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.scheme import Channel
from tests.registration.builders import check_completed, form, fresh_number, insured, settled
from tests.registration.world import World


async def faults_of(world: World, body: dict[str, Any], role: str = "citizen") -> tuple[set[str], set[str]]:
    answer = await world.post("/applications", body, world.as_(role, "wx:1"))
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    return {reason["code"] for reason in problem["reasons"]}, {missing["label"] for missing in problem["missing"]}


async def test_v92_checksum_sex_and_missing_address_in_one_answer(world: World) -> None:
    codes, missing = await faults_of(world, form(document_number="441092197907121232", sex="女", household_address=""))
    assert codes == {"ID_CHECKSUM", "SEX_MISMATCH"}
    assert missing == {"户口地址"}


async def test_a_tick_that_lacks_names_its_item(world: World) -> None:
    answer = await world.post("/applications", form(confirmed=False), world.as_("citizen", "wx:1"))
    [wrong] = answer.json()["reasons"]
    assert (wrong["code"], wrong["rule"]) == ("NOT_CONFIRMED", "B1")


async def test_an_empty_form_lists_all_eleven_fields_and_the_tick(world: World) -> None:
    codes, missing = await faults_of(world, {})
    assert codes == {"NOT_CONFIRMED"}
    assert missing == {
        "姓名", "性别", "证件类型", "证件号码", "户口所在地", "户口地址", "参保区划", "银行户名", "开户银行", "银行账号", "联系电话",
    }  # fmt: skip


async def test_faults_of_the_form_and_of_the_file_come_together(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number)
    codes, missing = await faults_of(world, form(document_number=number, name="陈小文", phone=None))
    assert codes == {"ALREADY_REGISTERED", "IDENTITY_DIFFERS"}
    assert missing == {"联系电话"}


async def test_a_document_of_somebody_else_is_refused_and_writes_nothing(world: World) -> None:
    """R-010: one number, one name."""
    number = fresh_number()
    await world.register(document_number=number)
    world.clock.move_to(datetime(2024, 10, 10, 9, tzinfo=SHANGHAI))
    answer = await world.post("/applications", form(document_number=number, name="黄小明"), world.as_("citizen", "wx:other"))
    assert (answer.status_code, [reason["code"] for reason in answer.json()["reasons"]]) == (422, ["IDENTITY_DIFFERS"])
    assert await world.rows("SELECT FROM applications WHERE filed_by = 'wx:other'") == []


async def test_somebody_registered_already_is_told_so(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number)
    before = await world.rows("SELECT count(*) FROM applications")
    codes, _ = await faults_of(world, form(document_number=number))
    assert codes == {"ALREADY_REGISTERED"}
    assert await world.rows("SELECT count(*) FROM applications") == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"document_number": "123"}, "DOCUMENT_SHAPE"),
        ({"document_type": "DRIVING_LICENCE"}, "OTHER"),
        ({"sex": "F"}, "OTHER"),
        ({"area": "449999"}, "UNKNOWN_AREA"),
        ({"area": "440783999"}, "UNKNOWN_AREA"),
        ({"area": "kaiping"}, "UNKNOWN_AREA"),
        ({"confirmed": False}, "NOT_CONFIRMED"),
        ({"phone": "call me"}, "OTHER"),
        ({"account_number": "IBAN"}, "OTHER"),
        ({"account_number": "九九００００００００００００００１"}, "OTHER"),
        ({"phone": "①0000000000"}, "OTHER"),
        ({"name": "４４０７９９"}, "OTHER"),
        ({"account_holder": "44079919950101069x"}, "OTHER"),
        ({"channel": "COUNTER"}, "OTHER"),
        ({"channel": "SCHOOL"}, "OTHER"),
        ({"channel": "IMPORT"}, "OTHER"),
        ({"document_type": "BIRTH_CERT", "document_number": "O440000008", "birth_date": "0001-01-01"}, "INVALID"),
        ({"category": "MY99"}, "OTHER"),
        ({"category": "MY99", "benefit_year": 2023}, "OTHER"),
        ({"benefit_year": 2025}, "YEAR_NOT_OPEN"),
        ({"benefit_year": 2022}, "YEAR_NOT_OPEN"),
        ({"benefit_year": 2099}, "YEAR_NOT_OPEN"),
        ({"benefit_year": 2023}, "NOT_MIDYEAR_ELIGIBLE"),
        ({"document_type": "BIRTH_CERT", "document_number": "O440000009", "birth_date": "2023-11-01"}, "NOT_YET_BORN"),
    ],
)
async def test_one_fault_is_one_reason(world: World, changes: dict[str, Any], code: str) -> None:
    codes, missing = await faults_of(world, form(**changes))
    assert (codes, missing) == ({code}, set())


async def test_the_counter_does_not_ask_for_the_credential(world: World) -> None:
    answer = await world.post("/applications", form(), world.as_("clerk", credential=False))
    assert answer.status_code == 202


@pytest.mark.parametrize("told", [True, False])
async def test_whether_the_credential_is_active_is_what_the_sign_on_says_and_never_the_form(world: World, told: bool) -> None:
    """R-011."""
    number = fresh_number()
    body, inactive = form(document_number=number, credential_active=told), world.as_("citizen", "wx:inactive", credential=False)
    answer = await world.post("/applications", body, inactive)
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["CREDENTIAL_INACTIVE"]
    by_kiosk = await world.post("/applications", {**body, "channel": "KIOSK"}, world.as_("citizen+kiosk", "kiosk:1", [], credential=False))
    assert by_kiosk.status_code == 202
    active = await world.post("/applications", form(credential_active=told), world.as_("citizen", "wx:active"))
    assert active.status_code == 202


OPEN_TO = {
    "citizen": {"YUE_YIBAO"},
    "agent": {"YUE_YIBAO"},
    "citizen+agent": {"YUE_YIBAO"},
    "citizen+kiosk": {"KIOSK"},
    "citizen+agent+kiosk": {"KIOSK"},
    "clerk": {"COUNTER", "AUTHORITY"},
    "clerk+citizen": {"COUNTER", "AUTHORITY", "YUE_YIBAO"},
    "school": {"SCHOOL"},
}


@pytest.mark.parametrize("roles", OPEN_TO)
async def test_the_channel_is_that_of_who_signed_on(world: World, roles: str) -> None:
    """R-011, B1, B2: nobody says of himself that he stands at a kiosk, a counter or before the mini-program; none is what he came by."""
    caller = world.as_(roles, f"{roles}:channel", None if {"clerk", "school"} & set(roles.split("+")) else [], organisation="S1")
    more = {"category": "STUDENT"} if roles == "school" else {}
    found = set()
    for channel in Channel:
        answer = await world.post("/applications", form(channel=channel, **more), caller)
        if "channel" not in [one.get("field") for one in answer.json().get("reasons", [])]:
            found.add(channel.value)
    assert found == OPEN_TO[roles]


async def test_unknown_fields_and_wrong_types_are_refused_without_echo(world: World) -> None:
    answer = await world.post("/applications", form(phone=["10099999999"], wallet="x"), world.as_("citizen"))
    assert answer.status_code == 422
    assert {reason["field"] for reason in answer.json()["reasons"]} == {"phone", "wallet"}
    assert "10099999999" not in answer.text


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "null", '{"name": 1e999}'])
async def test_malformed_bodies_are_4xx_problems(world: World, body: str) -> None:
    headers = {**world.as_("citizen"), "Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = await world.client.post("/registration/v1/applications", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_without_a_key_nothing_is_taken(world: World) -> None:
    answer = await world.client.post("/registration/v1/applications", json=form(), headers=world.as_("citizen"))
    assert (answer.status_code, answer.json()["code"]) == (400, "IDEMPOTENCY_KEY_MISSING")


async def test_a_repeated_request_is_the_same_application(world: World) -> None:
    body, key = form(), {"Idempotency-Key": "same-key-twice"}
    first = await world.post("/applications", body, {**world.as_("citizen"), **key})
    again = await world.post("/applications", body, {**world.as_("citizen"), **key})
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(await world.published(first.json()["application_id"])) == 1


async def test_a_newborn_needs_a_birth_date_with_a_birth_certificate(world: World) -> None:
    world.clock.move_to(datetime(2024, 2, 20, 9, tzinfo=SHANGHAI))
    paper = [await world.paper("BIRTH_CERTIFICATE", world.as_("citizen", "wx:1"))]
    newborn = {"document_type": "BIRTH_CERT", "document_number": "O440000001", "category": "NEWBORN", "materials": paper}
    codes, missing = await faults_of(world, form(**newborn))
    assert (codes, missing) == (set(), {"出生日期"})
    answer = await world.post("/applications", form(**newborn, birth_date="2024-01-15"), world.as_("citizen", "wx:1"))
    assert (answer.status_code, answer.json()["benefit_year"]) == (202, 2024)


async def test_midyear_list_and_proofs(world: World) -> None:
    world.clock.move_to(datetime(2024, 3, 1, 9, tzinfo=SHANGHAI))
    codes, missing = await faults_of(world, form(category="MY4"))
    assert (codes, missing) == (set(), {"释放日期", "释放证明书"})
    told: dict[str, Any] = {"category": "MY4", "event_date": "2024-02-10"}
    claimed = [{"kind": "RELEASE_CERTIFICATE", "satisfied_by": "DATA_SHARING"}]
    assert await faults_of(world, form(**told, materials=claimed)) == (set(), {"释放证明书"})
    shown = [await world.paper("RELEASE_CERTIFICATE", world.as_("citizen"))]
    answer = await world.post("/applications", form(**told, materials=shown), world.as_("citizen"))
    assert (answer.status_code, answer.json()["benefit_year"]) == (202, 2024)


async def test_household_book_and_id_card_with_one_number_are_one_person(world: World) -> None:
    number = fresh_number(Sex.FEMALE)
    await world.register(document_number=number, sex="女")
    other = form(document_number=number.lower() + " ", sex="女", document_type="HOUSEHOLD_BOOK")
    assert await faults_of(world, other) == ({"ALREADY_REGISTERED"}, set())


async def test_no_personal_data_stands_in_plain_columns_or_events(world: World) -> None:
    number = fresh_number()
    secrets = {"name": "金丝雀", "account_number": "9900123412341234", "phone": "10012345678", "household_address": "金丝雀街 7 号"}
    await world.register(document_number=number, account_holder="金丝雀", **secrets)
    tables = ("persons", "person_keys", "applications", "application_history", "participations", "outbox", "audit_rows", "idempotency_keys")
    for table in tables:
        text = str(await world.rows(f"SELECT t.*::text AS row FROM {table} AS t"))
        assert not [secret for secret in (number, *secrets.values()) if secret in text], table


async def test_no_free_text_stands_in_plain_columns_events_or_audit(world: World) -> None:
    """What people wrote is as personal as a name: notes, reasons, materials, old unit, bank and household number."""
    canary = "金丝雀写的"
    texts: dict[str, Any] = {
        "materials": [{"kind": "HOUSEHOLD_BOOK", "satisfied_by": "ORIGINAL", "reference": f"{canary}材料"}],
        "consent": {"signed_on": "2023-10-09", "old_unit": f"{canary}单位"},
        "bank": f"{canary}银行",
        "household_no": f"{canary}户号",
    }
    sent_back = await world.apply(**texts)
    await world.hear(check_completed(sent_back))
    body = {
        "decision": "NEEDS_CORRECTION",
        "reasons": [{"code": "OTHER", "msg": f"{canary}原因"}],
        "missing": [{"field": "bank", "label": f"{canary}缺件"}],
        "note": f"{canary}备注",
    }
    answer = await world.post(f"/applications/{sent_back}/decision", body, world.as_("reviewer"))
    assert answer.status_code == 200, answer.text
    shown = (await world.get(f"/applications/{sent_back}", world.as_("reviewer"))).json()
    assert [shown["reasons"][0]["msg"], shown["missing"][0]["label"], shown["history"][-1]["note"]] == [
        f"{canary}{what}" for what in ("原因", "缺件", "备注")
    ]
    del texts["consent"]  # used by an approval only with its units
    _, participation_id = await world.register(**texts)
    await world.hear(settled(participation_id))
    stopped = await world.post(f"/participations/{participation_id}/stop", {"reason": f"{canary}停保"}, world.as_("clerk"))
    assert stopped.status_code == 200, stopped.text
    assert (await world.imports({"benefit_year": 2023, "people": [insured(bank=texts["bank"], household_no=canary)]})).json()[
        "imported"
    ] == 1
    tables = await world.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    for table in (row["table_name"] for row in tables):
        text = str(await world.rows(f"SELECT t.*::text AS row FROM {table} AS t"))
        assert canary not in text, table
