"""Links by which somebody pays one bill in the tax office's channel: signed for it, short-lived, without a word of the person (B17)."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from enrolment_terms.money import yuan

AUDIENCE = "tax-office"
SECONDS = 900
"""So long a link is good, in real time."""


def payment_link(office_url: str, secret: str, bill_id: UUID, amount: int) -> tuple[str, datetime]:
    """The link, which is also what a QR code holds, and until when it is good. `amount` in fen; `secret` the whsec_ we sign with."""
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=SECONDS)
    claims = {"aud": AUDIENCE, "exp": until, "bill_id": str(bill_id), "amount": yuan(amount)}
    key = hashlib.sha256(base64.b64decode(secret.removeprefix("whsec_"))).digest()
    token = jwt.encode(claims, key, algorithm="HS256")
    return f"{office_url.rstrip('/')}/tax-office/v1/pay/{token}", until
