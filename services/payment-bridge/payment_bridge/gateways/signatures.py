"""Standard Webhooks in both directions. Whatever is wrong with a signature has one answer."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
LONGEST_ID = 255


def is_signed(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """True if one of the secrets signed exactly these bytes within the last five minutes of real time."""
    named = {name: headers.get(name, "") for name in HEADERS}
    if not 0 < len(named["webhook-id"]) <= LONGEST_ID or not named["webhook-id"].isprintable():
        return False
    return any(_verifies(body, named, secret) for secret in secrets)


def _verifies(body: bytes, headers: dict[str, str], secret: str) -> bool:
    # The library raises ValueError and its kin for malformed headers and bodies that are not UTF-8: they are no signature.
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
