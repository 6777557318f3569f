"""Standard Webhooks in both directions. Whatever is wrong with a signature is one answer: 401."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def is_signed(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """True if one of the secrets signed exactly these bytes within the last five minutes."""
    return any(_verifies(body, headers, secret) for secret in secrets)


def _verifies(body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    try:
        Webhook(secret).verify(body, {name: headers.get(name, "") for name in HEADERS}, json_parse=False)
    except (WebhookVerificationError, ValueError, TypeError):
        return False
    return True


def signed_headers(body: bytes, webhook_id: str, secret: str) -> dict[str, str]:
    """The three headers for these bytes, signed now."""
    now = datetime.now(UTC)
    signature = Webhook(secret).sign(msg_id=webhook_id, timestamp=now, data=body.decode())
    return {"webhook-id": webhook_id, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
