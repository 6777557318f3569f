"""Codes by text message. Each is a keyed digest of number and code; a try is counted before anybody hears whether it was right.

A telephone has two lanes, each with a code, tries and a count of its own: one for everybody, one for devices that are known.
"""

from registration.domain.login import CodeLimits
from row_sets import Driver, Statement

_KEEP = Statement(
    """
    INSERT INTO phone_codes AS c (phone_index, code, sent_at, ends_at, tries, counted_from, sent)
    VALUES (:phone_index, :code, now(), now() + CAST(:life AS interval), :tries, now(), 1)
    ON CONFLICT (phone_index) DO UPDATE SET
        code = excluded.code, sent_at = excluded.sent_at, ends_at = excluded.ends_at, tries = excluded.tries,
        counted_from = CASE WHEN c.counted_from < now() - interval '1 day' THEN now() ELSE c.counted_from END,
        sent = CASE WHEN c.counted_from < now() - interval '1 day' THEN 1 ELSE c.sent + 1 END
    WHERE c.sent_at <= now() - CAST(:between AS interval)
        AND (c.sent < :a_day OR c.counted_from < now() - interval '1 day')
    RETURNING phone_index
    """
)
_TRY = Statement(
    """
    UPDATE phone_codes SET tries = CASE WHEN code = :code THEN 0 ELSE tries - 1 END
    WHERE phone_index = :phone_index AND ends_at > now() AND tries > 0 RETURNING code = :code AS is_right
    """
)


async def keep_code(driver: Driver, phone_index: str, code: str, limits: CodeLimits, a_day: int) -> bool:
    """False if this lane has had one a moment ago, or enough of them today: then the one of before still stands."""
    told = {"life": limits.life, "tries": limits.tries, "between": limits.between, "a_day": a_day}
    return await _KEEP.row(driver, phone_index=phone_index, code=code, **told) is not None


async def try_code(driver: Driver, phone_index: str, code: str) -> bool:
    """True for the right code, once."""
    row = await _TRY.row(driver, phone_index=phone_index, code=code)
    return row is not None and bool(row["is_right"])
