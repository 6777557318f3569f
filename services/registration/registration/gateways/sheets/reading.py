"""Any sheet that is handed in, by what it is and not by its name."""

from collections.abc import AsyncGenerator

from registration.gateways.sheets.archive import MOST_BYTES, check_directory, is_archive
from registration.gateways.sheets.delimited import rows_of_csv
from registration.gateways.sheets.rows import ROWS_AT_ONCE, Row, SheetRefused
from registration.gateways.sheets.xlsx import rows_of_xlsx
from service_runtime import in_turns

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def check_sheet(content: bytes) -> None:
    """What can be told in a few milliseconds, while the caller waits. Raises SheetRefused."""
    if not content.strip():
        raise SheetRefused("文件中没有内容")
    if len(content) > MOST_BYTES:
        raise SheetRefused("文件超过50MB，请拆分后上传")
    if content.startswith(_OLD_EXCEL):
        raise SheetRefused("文件是旧版XLS或已加密，请另存为不加密的XLSX后上传")
    if is_archive(content):
        check_directory(content)


async def rows_of(content: bytes) -> AsyncGenerator[list[Row], None]:
    """The rows, some at a time; others are served in between. Raises SheetRefused."""
    check_sheet(content)
    if is_archive(content):
        async for rows in rows_of_xlsx(content):
            yield rows
    else:
        async for rows in in_turns(rows_of_csv(content), ROWS_AT_ONCE):
            yield rows
