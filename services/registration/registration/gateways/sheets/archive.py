"""An XLSX file is a ZIP archive of XML: what may be opened at all. Bombs, lies about lengths and DTDs are refused first."""

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from registration.gateways.sheets.rows import SheetRefused

MOST_BYTES = 50 * 1024 * 1024
_MOST_ENTRIES = 1_000
_MOST_INFLATED = 800 * 1024 * 1024
_MOST_RATIO = 100
_SMALL = 1024 * 1024
"""What is smaller may be packed as tightly as it likes."""
_STEP = 256 * 1024
_TOO_LARGE = "文件展开后过大，请拆分后上传"
_BROKEN = "文件已损坏，或不是XLSX、CSV文件"
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_TAIL = max(map(len, _FORBIDDEN)) - 1
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1


def is_archive(content: bytes) -> bool:
    """True for what begins as a ZIP archive."""
    return content.startswith(b"PK\x03\x04")


def check_directory(content: bytes) -> list[ZipInfo]:
    """Looks at the directory only: takes a few milliseconds. Raises SheetRefused."""
    if len(content) > MOST_BYTES:
        raise SheetRefused("文件超过50MB，请拆分后上传")
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, RuntimeError, EOFError):
        raise SheetRefused(_BROKEN) from None
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_INFLATED or any(map(_is_bomb, entries)):
        raise SheetRefused(_TOO_LARGE)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise SheetRefused("文件已加密，请去除密码后上传")
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise SheetRefused(_BROKEN)
    return entries


def check_entries(content: bytes) -> None:
    """Inflates each entry as far as it says it goes, keeping nothing of it. Raises SheetRefused."""
    with ZipFile(BytesIO(content)) as archive:
        for entry in archive.infolist():
            _check_entry(archive, entry)


def _is_bomb(entry: ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)


def _check_entry(archive: ZipFile, entry: ZipInfo) -> None:
    """`ZipFile` itself reads no further than the directory says, and compares the checksum at the end."""
    if entry.compress_type not in (_STORED, _DEFLATED):
        raise SheetRefused(_BROKEN)
    is_xml = entry.filename.endswith((".xml", ".rels", ".vml"))
    seen = b""
    try:
        with archive.open(entry) as file:
            while part := file.read(_STEP):
                seen = seen[-_TAIL:] + part
                if is_xml and (b"\0" in part or any(word in seen for word in _FORBIDDEN)):
                    raise SheetRefused("文件含有不允许的内容（DTD或实体声明）")
    except (BadZipFile, zlib.error, EOFError, RuntimeError):
        raise SheetRefused(_BROKEN) from None
