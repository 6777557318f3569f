"""The calls that this service makes at the tax office, and how long it waits after one that was not answered as it should be."""

from enum import StrEnum
from typing import NamedTuple

from enrolment_terms.labels import labelled

LONGEST_PAUSE = 60.0
LONGEST_WISH = 3600.0
"""Seconds: what the tax office may ask us to wait for (Retry-After)."""
MOST_REFUSED = 24
"""Bodies refused in a row: so many are split and tried in parts. More of them is an endpoint that refuses whatever it is sent."""
MOST_SINGLE = 15
"""The same where one bill is refused alone: splitting 2,000 ends after 11 refusals, and a bill is given back only as one of few."""


class TaxEndpoint(StrEnum):
    """What is called."""

    LEVIES = "LEVIES"
    RECALLS = "RECALLS"
    REFUND_REQUESTS = "REFUND_REQUESTS"
    REFUND_PAYOUTS = "REFUND_PAYOUTS"
    LEDGER = "LEDGER"
    MESSAGES = "MESSAGES"
    """Where it is asked what became of a message."""


labelled(
    TaxEndpoint,
    "税务接口",
    {
        TaxEndpoint.LEVIES: "应征数据",
        TaxEndpoint.RECALLS: "撤回",
        TaxEndpoint.REFUND_REQUESTS: "退费初审",
        TaxEndpoint.REFUND_PAYOUTS: "退费拨付",
        TaxEndpoint.LEDGER: "台账",
        TaxEndpoint.MESSAGES: "报文结果查询",
    },
)


class Refusing(NamedTuple):
    """An endpoint that is not answered as it should be: for how many seconds, what came, how often, and for how long nobody calls it."""

    status: str
    since: float
    seconds: float
    tries: int
    refused: int
    wait: float
    disabled: bool = False
    """It answered 410: nobody calls it until an operator enables it."""

    @property
    def is_closed(self) -> bool:
        """It is not to be called now."""
        return self.disabled or self.wait > 0


def pause_after(tries: int, wish: float | None) -> float:
    """Seconds until the next call: growing to a bound, or what the tax office asked for."""
    growing = min(0.25 * 2.0 ** min(tries, 20), LONGEST_PAUSE)
    return growing if wish is None else min(max(wish, growing), LONGEST_WISH)
