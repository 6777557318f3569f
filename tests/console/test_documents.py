"""The console finds the same faults in a document number as registration does, and writes figures in one way."""

import random
from typing import Any

import pytest
from playwright.async_api import Page

from enrolment_terms.documents import PAPERS, Document, DocumentType, with_check_digit

pytestmark = pytest.mark.browser
WRITTEN = [
    ("count", 465877, "465,877"),
    ("count", 0, "0"),
    ("count", None, "—"),
    ("money", "300000.00", "300,000.00 元"),
    ("money", "406.00", "406.00 元"),
    ("money", "0", "0.00 元"),
    ("money", "12345678901234567.89", "12,345,678,901,234,567.89 元"),
    ("money", None, "—"),
    ("sentence", "缴费406.00元，限额300000.00 元，共2项", "缴费406.00 元，限额300,000.00 元，共2项"),
    ("sentence", "已是300,000.00 元", "已是300,000.00 元"),
    ("percent", "81.89", "81.89%"),
    ("when", "2023-11-23T16:30:00Z", "2023-11-24 00:30:00"),
    ("when", "2023-11-23", "2023-11-23"),
    ("when", None, "—"),
    ("seconds", 0.4, "不足 1 秒"),
    ("seconds", 95, "95 秒"),
    ("seconds", 600, "10 分钟"),
    ("seconds", 10800, "3 小时"),
    ("seconds", 864000, "10 天"),
]


def numbers() -> list[tuple[DocumentType, str]]:
    """Right ones, mistyped ones, and ones of another kind."""
    dice = random.Random(6)
    found = []
    for _ in range(200):
        seventeen = f"440799{dice.randint(1900, 2024)}{dice.randint(0, 13):02}{dice.randint(0, 32):02}{dice.randint(0, 999):03}"
        right = with_check_digit(seventeen)
        found += [right, right[:-1] + dice.choice("0123456789X"), right[1:]]
    found += [
        "G1234567",
        "EA1234567",
        "H12345678",
        "H1234567890",
        "A123456789",
        "ABC123456789012",
        "12345678",
        "４４０７９９１９７９０７１２００３７",
    ]
    found += [
        with_check_digit("81000019790712003"),
        with_check_digit("91100019790712003"),
        " 4407991979 07120037 ",
        "44079919790712003x",
        "",
    ]
    return [(kind, number) for number in found for kind in PAPERS]


async def test_a_number_is_wrong_here_if_and_only_if_registration_refuses_it(page: Page) -> None:
    asked = numbers()
    await page.goto("/console/")
    faults = await page.evaluate(
        "async (asked) => { const { faultOf } = await import('/console/documents.js'); return asked.map((one) => faultOf(...one)); }",
        [[kind.value, number] for kind, number in asked],
    )
    documents = [Document.read(kind, number) for kind, number in asked]
    assert [bool(fault) for fault in faults] == [not document.has_valid_checksum for document in documents]
    assert {fault == "格式与证件类型不符" for fault, document in zip(faults, documents, strict=True) if not document.has_valid_shape} == {
        True
    }
    assert {"", "格式与证件类型不符", "校验位不正确，请核对", "其中的出生日期不存在"} == set(faults)


@pytest.mark.parametrize(("way", "value", "expected"), WRITTEN, ids=lambda part: str(part)[:20])
async def test_figures_are_written_in_one_way(way: str, value: Any, expected: str, page: Page) -> None:
    await page.goto("/console/")
    written = await page.evaluate("async ([way, value]) => (await import('/console/writing.js'))[way](value)", [way, value])
    assert written == expected
