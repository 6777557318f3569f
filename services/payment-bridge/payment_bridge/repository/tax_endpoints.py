"""Which calls to the tax office are not answered as they should be. The database's clock may go back: no wait outlasts that."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from payment_bridge.domain.tax_endpoints import LONGEST_WISH, Refusing, TaxEndpoint
from payment_bridge.tables import tax_endpoints
from row_sets import Driver, Statement, reader, value

_now, _this = sa.func.clock_timestamp(), tax_endpoints.c.endpoint == value("endpoint", tax_endpoints.c.endpoint)
_ALL = Statement(
    """
    SELECT endpoint, status, extract(epoch FROM refusing_since)::float8 AS since,
           greatest(extract(epoch FROM clock_timestamp() - refusing_since), 0)::float8 AS seconds, tries, refused,
           CASE WHEN not_before - clock_timestamp() BETWEEN interval '0' AND CAST(:longest AS interval)
                THEN extract(epoch FROM not_before - clock_timestamp())::float8 ELSE 0::float8 END AS wait,
           disabled_at IS NOT NULL AS disabled
    FROM tax_endpoints
    """
)
_new = insert(tax_endpoints).values(
    endpoint=value("endpoint", sa.Text()),
    refusing_since=_now,
    status=value("status", sa.Text()),
    tries=1,
    refused=value("refused", sa.Integer()),
    not_before=_now + value("pause", sa.Interval()),
    disabled_at=sa.case((value("gone", sa.Boolean()), _now)),
)
_NOTE = Statement(
    _new.on_conflict_do_update(
        index_elements=["endpoint"],
        set_={
            "status": _new.excluded.status,
            "tries": tax_endpoints.c.tries + 1,
            "refused": tax_endpoints.c.refused + _new.excluded.refused,
            "not_before": _new.excluded.not_before,
            "disabled_at": sa.func.coalesce(tax_endpoints.c.disabled_at, _new.excluded.disabled_at),
        },
    )
)
_ANSWERED = Statement(sa.delete(tax_endpoints).where(_this, tax_endpoints.c.disabled_at.is_(None)))
_ENABLE = Statement(sa.delete(tax_endpoints).where(_this, tax_endpoints.c.disabled_at.is_not(None)).returning(tax_endpoints.c.endpoint))
_refusing = reader(Refusing)
NONE = Refusing("", 0.0, 0.0, 0, 0, 0.0)
"""Of an endpoint that is answered."""


async def refusing_endpoints(driver: Driver) -> dict[str, Refusing]:
    """Every endpoint whose last call was not answered as it should be."""
    return {row["endpoint"]: _refusing(row) for row in await _ALL.rows(driver, longest=timedelta(seconds=LONGEST_WISH))}


async def note_refusing(
    driver: Driver, endpoint: TaxEndpoint, status: str, pause: float, *, of_body: bool = False, gone: bool = False
) -> None:
    """One more call that was not answered; nobody calls again before the pause is over, after `gone` not before it is enabled.

    `of_body`: what was sent was refused.
    """
    await _NOTE.run(driver, endpoint=endpoint, status=status, refused=int(of_body), gone=gone, pause=timedelta(seconds=pause))


async def note_answered(driver: Driver, endpoint: TaxEndpoint) -> None:
    """It is answered again; one that was disabled stays so."""
    await _ANSWERED.run(driver, endpoint=endpoint)


async def enable_endpoint(driver: Driver, endpoint: TaxEndpoint) -> bool:
    """It may be called again; False if it was not disabled."""
    return await _ENABLE.row(driver, endpoint=endpoint) is not None
