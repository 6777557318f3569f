"""Standard Webhooks in both directions. Whatever is wrong with a signature is one answer: 401."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from process_runtime.signature_profiles import Received

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_ID = re.compile(r"[A-Za-z0-9_.:=+-]{1,255}")
_SECONDS = re.compile(r"[1-9][0-9]{0,11}")
_SIGNATURE = re.compile(r"v1,[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
_MOST_SIGNATURES = 10


def is_signed(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """True if one of the secrets signed exactly these bytes within the last five minutes; signatures of other shapes are passed over."""
    webhook_id, seconds, signatures = (headers.get(name, "") for name in HEADERS)
    shaped = [one for one in signatures.split() if _SIGNATURE.fullmatch(one)][:_MOST_SIGNATURES]
    if not (shaped and _ID.fullmatch(webhook_id) and _SECONDS.fullmatch(seconds)):
        return False
    read = dict(zip(HEADERS, (webhook_id, seconds, " ".join(shaped)), strict=True))
    return any(_verifies(body, read, secret) for secret in secrets)


def _verifies(body: bytes, headers: dict[str, str], secret: str) -> bool:
    try:
        Webhook(secret).verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError, TypeError, OverflowError):
        return False
    return True


def signed_headers(body: bytes, webhook_id: str, secret: str) -> dict[str, str]:
    """The three headers for these bytes, signed now."""
    now = datetime.now(UTC)
    signature = Webhook(secret).sign(msg_id=webhook_id, timestamp=now, data=body.decode())
    return {"webhook-id": webhook_id, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


class OwnWebhooks:
    """Standard Webhooks as this office reads and writes them, by its own hand."""

    def __init__(self, sign_with: str, accept: Sequence[str]) -> None:
        self._sign_with, self._accept = sign_with, accept

    def request(self, body: bytes, message_id: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of a callback, signed now."""
        return signed_headers(body, message_id, self._sign_with), body

    def received(self, body: bytes, headers: Mapping[str, str]) -> Received | None:
        """The message of the payment bridge, None if it is not signed."""
        return Received(headers["webhook-id"], body) if is_signed(body, headers, self._accept) else None
