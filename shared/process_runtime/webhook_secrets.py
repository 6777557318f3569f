"""Secrets of Standard Webhooks: whsec_ and base64 of 24 bytes or more."""

import base64
import binascii
from collections.abc import Sequence

FEWEST_BYTES = 24
_PREFIX = "whsec_"


def webhook_secret_faults(setting: str, secrets: Sequence[str]) -> list[str]:
    """A sentence if one of the secrets is malformed or too short, or if there is none. Quotes nothing of them."""
    if secrets and all(_is_fit(secret) for secret in secrets):
        return []
    needed = f"whsec_ + base64, {FEWEST_BYTES}"
    return [f"{setting}：须为 {needed} 字节以上 / {setting}: must be {needed} bytes or more"]


def _is_fit(secret: str) -> bool:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return secret.startswith(_PREFIX) and len(key) >= FEWEST_BYTES
