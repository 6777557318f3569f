"""Certificates on paper: what they state, that their letters can be read, and that an office can check them (B28, B35, R-093)."""

import re
from datetime import date
from io import StringIO
from logging import StreamHandler, getLogger
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
from msgspec.structs import replace

from registration.domain.certificate import CertificateKind, Stated, code_read
from registration.gateways.certificate_pdf import pdf_of
from tests.registration.builders import AUTUMN, entitled, settled
from tests.registration.test_merging import by_passport, merge, two_records
from tests.registration.test_rights import claim, enrolled, of, told
from tests.registration.world import World

SMALL = 60_000
"""The letters that are needed, of a font of 19 MB."""


async def issued(world: World, person_id: UUID | str, kind: str = "COVER", caller: dict[str, str] | None = None) -> dict[str, Any]:
    answer = await world.post(f"/persons/{person_id}/certificates", {"kind": kind}, caller or world.as_("clerk"))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def printed(world: World, person_id: UUID | str, certificate_id: str, caller: dict[str, str] | None = None) -> bytes:
    answer = await world.get(f"/persons/{person_id}/certificates/{certificate_id}/pdf", caller or world.as_("clerk"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/octet-stream"
    return answer.content


def text_of(pdf: bytes) -> str:
    """All pages as a reader copies them."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


async def test_the_paper_states_cover_payment_and_day_and_hides_the_number(world: World) -> None:
    """B28, B35: 参保凭证 with its code on the page; an embedded font of few letters; no full number."""
    participation_id, person_id = await enrolled(world)
    await world.hear(of(person_id, settled(participation_id)), of(person_id, entitled(participation_id, 1, date(2024, 1, 1))))
    mine = world.as_("citizen", "wx:1")
    made = await issued(world, person_id, caller=mine)
    pdf = await printed(world, person_id, made["certificate_id"], mine)
    text = text_of(pdf)
    for told_there in ("基本医疗保险参保凭证", "陈大文", "2024", "2023-10-20", "2024-01-01至2024-12-31", made["code"]):
        assert told_there in text
    [document] = await world.rows("SELECT number FROM person_keys WHERE person_id = $1", person_id)
    number = world.opened(document["number"], "document", person_id)
    assert number not in text.replace("\n", "")
    assert f"*{number[-2:]}" in text
    assert len(pdf) < SMALL
    assert b"NotoSansCJKSC" in pdf


async def test_the_list_of_rights_is_printed_over_as_many_pages_as_it_needs(world: World) -> None:
    """B35: 权益记录单; the code stands on each page."""
    _, person_id = await enrolled(world)
    await world.hear(*(told(replace(claim(str(at)), fund_paid=10000 + at), uuid4(), person_id) for at in range(60)))
    made = await issued(world, person_id, "RIGHTS")
    pdf = await printed(world, person_id, made["certificate_id"])
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert len(pages) > 1
    assert all(made["code"] in page for page in pages)
    assert "2024年度医保基金支付106.55元" in "".join(pages)
    assert len(pdf) < 2 * SMALL


async def test_any_office_checks_a_paper_by_its_code_as_it_was_that_day(world: World) -> None:
    """R-093 「查询核对」: typed in any way; what happened since does not change what was stated."""
    participation_id, person_id = await enrolled(world)
    made = await issued(world, person_id)
    await world.hear(of(person_id, settled(participation_id)))
    far = world.as_("reviewer", areas=["440981"])
    for typed in (made["code"], made["code"].lower().replace("-", " "), made["code"].replace("-", "－")):
        checked = await world.client.post("/registration/v1/certificates/checks", json={"code": typed}, headers=far)
        assert checked.status_code == 200, checked.text
        told_there = checked.json()
        assert (told_there["name_masked"], told_there["years"][0]["state"]) == ("陈**", "REGISTERED")
    refused = await world.client.post("/registration/v1/certificates/checks", json={"code": "AAAA-BBBB-CCCC-DDDD"}, headers=far)
    assert refused.status_code == 404
    for caller in (world.as_("citizen", "wx:1"), world.as_("employer", areas=[])):
        answer = await world.client.post("/registration/v1/certificates/checks", json={"code": made["code"]}, headers=caller)
        assert answer.status_code == 403
    assert text_of(await printed(world, person_id, made["certificate_id"])).count("REGISTERED") == 0


async def test_a_paper_is_printed_for_its_person_and_office_alone(world: World) -> None:
    """R-093: ids are no secrets; a paper of one person is not another's."""
    _, person_id = await enrolled(world)
    _, other = await enrolled(world)
    made = await issued(world, person_id)
    for person, caller in (
        (person_id, world.as_("citizen", "wx:2", documents=())),
        (person_id, world.as_("clerk", areas=["440781"])),
        (other, world.as_("clerk")),
    ):
        answer = await world.get(f"/persons/{person}/certificates/{made['certificate_id']}/pdf", caller)
        assert answer.status_code == 404
    refused = await world.post(f"/persons/{person_id}/certificates", {"kind": "COVER"}, world.as_("clerk", areas=["440781"]))
    assert refused.status_code == 404


async def test_asked_twice_with_one_key_it_is_one_paper_and_nothing_lies_in_clear(world: World) -> None:
    """R-093: a lost answer is told again."""
    _, person_id = await enrolled(world)
    key = {"Idempotency-Key": uuid4().hex}
    first, again = [await world.post(f"/persons/{person_id}/certificates", {"kind": "COVER"}, world.as_("clerk"), **key) for _ in range(2)]
    assert first.json() == again.json()
    [row] = await world.rows("SELECT * FROM certificates WHERE person_id = $1", person_id)
    assert first.json()["code"] not in str(row)
    assert "陈大文" not in str(row)


async def test_a_paper_of_a_record_that_was_merged_is_the_persons(world: World) -> None:
    """R-026."""
    last, this, passport, _ = await two_records(world)
    made = await issued(world, last["person_id"])
    await merge(world, this["person_id"], by_passport(passport))
    assert "陈大文" in text_of(await printed(world, this["person_id"], made["certificate_id"]))


async def test_letters_that_the_font_has_not_are_left_out_and_not_logged() -> None:
    """Nothing of a name reaches a log."""
    log = StringIO()
    handler = StreamHandler(log)
    getLogger().addHandler(handler)
    try:
        said = Stated(kind=CertificateKind.COVER, issued_on=AUTUMN.date(), name="陈\U000323aa文", number_masked="4***2", years=())
        pdf = await pdf_of(said, "ABCD-EFGH-JKMN-PQRS")
    finally:
        getLogger().removeHandler(handler)
    assert re.search("陈.*文", text_of(pdf))
    assert "无记录" in text_of(pdf)
    assert log.getvalue() == ""


def test_a_code_is_read_as_it_was_meant() -> None:
    """B28."""
    assert code_read(" abcd－efgh jkmn-ＰＱＲＳ") == "ABCD-EFGH-JKMN-PQRS"
