"""Kinds of values in the messages of docs/contracts/tax-office.yaml."""

from typing import Annotated

from msgspec import Meta

Serial = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,30}\Z")]
Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,10}\.[0-9]{2}\Z")]
