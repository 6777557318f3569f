"""Sealed personal data: ciphertext that may stand in tables and events."""

from typing import NewType

Sealed = NewType("Sealed", str)
"""`key-id.base64url(nonce + ciphertext)`, made and opened by service_runtime.vault only."""
IdentityToken = NewType("IdentityToken", str)
"""Keyed HMAC of (document type, number): equal for one document everywhere, meaningless without the key."""
WeakIdentityToken = NewType("WeakIdentityToken", str)
"""First half of a keyed HMAC of two or three fields in part (enrolment_terms.weak_identity): proposes that two are one, never proves it."""
