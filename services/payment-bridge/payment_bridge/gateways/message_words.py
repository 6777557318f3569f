"""Kinds of values in the messages of docs/contracts/tax-office.yaml."""

from typing import Annotated, Literal

from msgspec import Meta

Serial = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,30}\Z")]
Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,10}\.[0-9]{2}\Z")]
Number = Annotated[int, Meta(ge=0, le=30_000)]
"""Of a round or a sending."""
MessageType = Literal[
    "tax.deduction.results",
    "tax.payment.received",
    "tax.levy.accepted",
    "tax.levy.receipts",
    "tax.employee.relations",
    "tax.payment.reversed",
    "tax.refund.reviews",
    "tax.refund.results",
]
"""Types of callbacks."""
