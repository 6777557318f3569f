"""Texts and bodies of before that lie open: a column that is sealed now held them as they were."""

from collections.abc import Sequence

import sqlalchemy as sa

from payment_bridge.domain.callback_states import StoredCallback
from payment_bridge.tables import tax_callbacks
from row_sets import Driver, Statement, columns_of, reader, typed

_GIVEN = typed(tax_callbacks, owner=sa.Text, text=sa.Text)


class OpenTexts:
    """Those of one column. `owner` is the row as the seal names it, `same` finds it again."""

    def __init__(self, table: str, column: str, owner: str, same: str) -> None:
        parts = {"table": table, "column": column, "owner": owner, "same": same}
        self._find = Statement(
            "SELECT {owner} AS owner, {column} AS text FROM {table} WHERE {column} LIKE 'plain.%' LIMIT :most FOR UPDATE SKIP LOCKED",
            **parts,
        )
        self._seal = Statement(
            "UPDATE {table} SET {column} = given.text FROM {given.rows} WHERE {same}",
            **parts,
            given=_GIVEN,
        )

    async def find(self, driver: Driver, most: int) -> dict[str, str]:
        """Some of them by owner, locked."""
        return {row["owner"]: row["text"] for row in await self._find.rows(driver, most=most)}

    async def replace(self, driver: Driver, sealed: dict[str, str]) -> None:
        """By owner, the texts that take their place."""
        await self._seal.run(driver, owner=list(sealed), text=list(sealed.values()))


AGREEMENTS = OpenTexts("participations", "agreement_sealed", "participation_id::text", "participation_id = given.owner::uuid")
NOTES = OpenTexts("levy_checks", "note_sealed", "region || '/' || benefit_year", "region || '/' || benefit_year = given.owner")
REASONS = OpenTexts("tax_callbacks", "discard_reason_sealed", "webhook_id", "webhook_id = given.owner")
_BODIES = Statement("""
    SELECT webhook_id, body FROM tax_callbacks WHERE substring(body FROM 1 FOR 1) = '\\x00' LIMIT :most FOR UPDATE SKIP LOCKED
""")
_SEAL_BODIES = Statement(
    """
    UPDATE tax_callbacks SET body = given.body FROM {given.rows} WHERE tax_callbacks.webhook_id = given.webhook_id
""",
    given=typed(tax_callbacks, "webhook_id", "body"),
)
_callback = reader(StoredCallback)


async def open_bodies(driver: Driver, most: int) -> list[StoredCallback]:
    """Some callbacks whose bodies lie open, locked."""
    return [_callback(row) for row in await _BODIES.rows(driver, most=most)]


async def seal_bodies(driver: Driver, sealed: Sequence[StoredCallback]) -> None:
    """Their bodies are these now."""
    await _SEAL_BODIES.run(driver, **columns_of(sealed, ("webhook_id", "body")))
