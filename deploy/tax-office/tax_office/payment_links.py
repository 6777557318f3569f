"""Links that the payment bridge gives to people: what one may be paid for (B17). Whatever is wrong with a link is one answer: 401."""

import base64
import hashlib
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import jwt
import msgspec
from msgspec import Meta

from enrolment_terms.money import fen_of
from tax_office import problems

_AUDIENCE = "tax-office"


class _Claims(msgspec.Struct):
    bill_id: UUID
    amount: Annotated[str, Meta(pattern=r"^[0-9]{1,10}\.[0-9]{2}\Z")]


def read_link(link: str, secrets: Sequence[str]) -> tuple[str, int]:
    """Bill and amount (fen) of a link, or of its last part. Raises Refusal 401 for one that nobody signed or that is too old."""
    token = link.rpartition("/")[2]
    for secret in secrets:
        key = hashlib.sha256(base64.b64decode(secret.removeprefix("whsec_"))).digest()
        try:
            told = jwt.decode(token, key, algorithms=["HS256"], audience=_AUDIENCE, options={"require": ["exp", "aud"]})
            claims = msgspec.convert(told, _Claims)
            return str(claims.bill_id), fen_of(claims.amount)
        except (jwt.PyJWTError, msgspec.ValidationError):
            continue
    raise problems.not_signed()
