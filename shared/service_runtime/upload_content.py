"""What an uploaded file is, by its bytes: a picture (JPEG, PNG) or a PDF, and nothing else beside.

Pictures are drawn anew: whatever hangs on to one (a second file, a script, the place where it was taken) is left behind, and what is larger
than reading a paper needs becomes smaller. A PDF stays as it is, for it may be signed; it is refused if it is something else as well. What
lies compressed inside a PDF is not looked at: that is for the virus scanner.
"""

import asyncio
import io
import re
from dataclasses import dataclass
from weakref import WeakValueDictionary

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 80_000_000
"""A picture of more is not opened."""
_MOST_PIXELS_OF_PNG = 25_000_000
"""A PNG cannot be opened in part."""
_LONGEST_SIDE = 4000
_QUALITY = 88
_MAGIC = ((b"\xff\xd8\xff", "JPEG", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "PNG", "image/png"))
_PDF, _PDF_END, _ZIP_END = b"%PDF-", b"%%EOF", b"PK\x05\x06"
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoTo[ER]|XFA)(?![A-Za-z0-9])")
"""Names in a PDF by which it runs, sends, brings or opens something."""
_WRITTEN = re.compile(rb"#([0-9A-Fa-f]{2})")
"""A letter of a name as a PDF may write it, too: /J#61vaScript."""
_PAGE = re.compile(rb"<(html|script|svg|!doctype)", re.IGNORECASE)
_HEAD = 1024
"""So far a browser looks for what a file is."""
_TAIL = 66_000
"""The directory of a zip archive ends so near to the end of a file at the latest."""
_one_at_a_time = asyncio.Semaphore(1)
_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


class NotTaken(Exception):
    """Neither a picture nor a PDF, damaged, or something else as well."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What is kept of a file."""

    content: bytes
    media_type: str


async def take_file(content: bytes, by: str) -> TakenFile:
    """The file as it is kept. Raises NotTaken. One picture at a time in a process: drawing takes memory.

    `by`: who hands it in. He has one in the row: whoever sends many keeps nobody waiting but himself.
    """
    turn = _turns.setdefault(by, asyncio.Lock())
    async with turn, _one_at_a_time:
        return await asyncio.to_thread(_taken, content)


def _taken(content: bytes) -> TakenFile:
    if content.startswith(_PDF):
        return _pdf(content)
    for magic, kind, media_type in _MAGIC:
        if content.startswith(magic):
            return TakenFile(_drawn_anew(content, kind), media_type)
    raise NotTaken


def _pdf(content: bytes) -> TakenFile:
    tail = content[-_TAIL:]
    if not tail.rstrip(b"\r\n\0 ").endswith(_PDF_END) or _ZIP_END in tail or _PAGE.search(content[:_HEAD]):
        raise NotTaken
    if _ACTIVE.search(_WRITTEN.sub(lambda found: bytes.fromhex(found[1].decode()), content)):
        raise NotTaken
    return TakenFile(content, "application/pdf")


def _drawn_anew(content: bytes, kind: str) -> bytes:
    drawn = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            if picture.width * picture.height > (MOST_PIXELS if kind == "JPEG" else _MOST_PIXELS_OF_PNG):
                raise NotTaken
            picture.draft(None, (_LONGEST_SIDE, _LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            plain = upright.convert("RGB") if kind == "JPEG" else upright
            plain.info.clear()
            plain.save(drawn, kind, quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotTaken from None
    return drawn.getvalue()
