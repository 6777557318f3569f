"""Signatures over the raw bytes; whatever is wrong is False, never an error."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from payment_bridge.gateways.signatures import is_signed, signed_headers
from tests.payment_bridge.fake_tax_office import IN_SECRET, OUT_SECRET

BODY = b'{"type":"tax.deduction.results"}'


def test_what_we_sign_is_signed() -> None:
    assert is_signed(BODY, signed_headers(BODY, "msg_1", IN_SECRET), [IN_SECRET])
    assert is_signed(b"", signed_headers(b"", "msg_1", IN_SECRET), [OUT_SECRET, IN_SECRET])


@pytest.mark.parametrize("body", [BODY + b" ", b"", BODY.replace(b"tax", b"tox"), b"\xff\xfe"])
def test_other_bytes_are_not_signed(body: bytes) -> None:
    assert not is_signed(body, signed_headers(BODY, "msg_1", IN_SECRET), [IN_SECRET])


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": ""},
        {"webhook-id": "m" * 256},
        {"webhook-id": "msg\n1"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "1e400"},
        {"webhook-timestamp": "nan"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "v2,YWJj"},
        {"webhook-signature": ""},
    ],
)
def test_malformed_headers_are_no_signature(changed: dict[str, str]) -> None:
    assert not is_signed(BODY, signed_headers(BODY, "msg_1", IN_SECRET) | changed, [IN_SECRET])


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_or_early_signature_is_none(minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    signature = Webhook(IN_SECRET).sign(msg_id="msg_1", timestamp=at, data=BODY.decode())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    assert not is_signed(BODY, headers, [IN_SECRET])


def test_one_good_signature_among_several_is_enough() -> None:
    """While a secret is being changed."""
    headers = signed_headers(BODY, "msg_1", IN_SECRET)
    headers["webhook-signature"] = "v1,YWJj " + headers["webhook-signature"]
    assert is_signed(BODY, headers, [IN_SECRET])
