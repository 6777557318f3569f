"""What a file is, by its bytes: pictures drawn anew, PDFs as they are, everything else refused."""

import asyncio
import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from service_runtime.upload_content import NotTaken, take_file
from tests.pictures import PDF, picture


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        into.writestr("a.txt", "hidden")
    return packed.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
async def test_a_picture_is_drawn_anew_and_leaves_behind_what_hangs_on_to_it(kind: str, media_type: str) -> None:
    whole = picture(kind, colour="red") + archive() + b"<script>alert(1)</script>"
    taken = await take_file(whole, "wx:1")
    assert taken.media_type == media_type
    assert not zipfile.is_zipfile(io.BytesIO(taken.content))
    assert b"script" not in taken.content
    with Image.open(io.BytesIO(taken.content)) as drawn:
        red, green, _ = drawn.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert (red > 240, green < 15) == (True, True)


async def test_where_a_picture_was_taken_is_not_kept_but_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "a telephone"
    taken = await take_file(picture(size=(40, 30), exif=exif.tobytes(), comment=b"at home"), "wx:1")
    with Image.open(io.BytesIO(taken.content)) as drawn:
        assert drawn.size == (30, 40)
        assert not drawn.getexif()
    assert b"telephone" not in taken.content
    assert b"at home" not in taken.content


async def test_what_is_larger_than_reading_needs_becomes_smaller() -> None:
    taken = await take_file(picture(size=(8200, 300)), "wx:1")
    with Image.open(io.BytesIO(taken.content)) as drawn:
        assert max(drawn.size) <= 4100


async def test_who_hands_in_many_lets_others_pass() -> None:
    """A picture of a hundred kilobytes may take seconds to draw: one caller has one in the row, whatever else he sends."""
    done: list[str] = []

    async def hand_in(by: str) -> None:
        await take_file(picture(), by)
        done.append(by)

    await asyncio.gather(*map(hand_in, ["many", "many", "many", "one"]))
    assert done == ["many", "one", "many", "many"]


async def test_a_pdf_is_kept_byte_for_byte() -> None:
    taken = await take_file(PDF, "wx:1")
    assert (taken.content, taken.media_type) == (PDF, "application/pdf")


async def test_a_pdf_with_links_and_signature_is_taken() -> None:
    """What no reader runs: an address, a signed field, words that only begin like a forbidden name."""
    content = PDF.replace(b"/Catalog", b"/Catalog/AcroForm<</SigFlags 3>>/A<</S/URI/URI(https://www.gov.cn/)>>/XFAce 1/Launchpad 2#")
    assert (await take_file(content, "wx:1")).content == content


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 in a few bytes."""

    def chunk(kind: bytes, told: bytes) -> bytes:
        return struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        archive(),
        b"<html><script>1</script></html>",
        b"\xff\xd8\xff<html>",
        b"\xff\xd8\xff" + archive(),
        picture("GIF"),
        picture()[:200],
        bomb(),
        PDF[:-7],
        PDF + archive(),
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(1)>>"),
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/J#61va#53cript/JS(1)>>"),
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/La#75nch/F(x.exe)>>"),
        PDF.replace(b"/Catalog", b"/Catalog/Names<</Embedded#46iles 1 0 R>>"),
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/SubmitForm/F(http://x)>>"),
        PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/GoToR/F(x.pdf)>>"),
        PDF.replace(b"/Catalog", b"/Catalog/AcroForm<</XFA 3 0 R>>"),
        PDF.replace(b"\n", b"\n<HTML><script>1</script>", 1),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"x" + PDF,
        b"x",
    ],
    ids=[
        "zip",
        "html",
        "html as JPEG",
        "zip as JPEG",
        "GIF",
        "cut off",
        "bomb",
        "PDF cut off",
        "PDF and zip",
        "script",
        "script, written otherwise",
        "launch, written otherwise",
        "files, written otherwise",
        "sends a form",
        "opens another file",
        "XFA form",
        "PDF and html",
        "SVG",
        "not at start",
        "x",
    ],
)
async def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(NotTaken):
        await take_file(content, "wx:1")
