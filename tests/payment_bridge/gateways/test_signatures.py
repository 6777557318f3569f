"""Signatures over the raw bytes; whatever is wrong is False, never an error."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

import tax_office.signatures
from process_runtime.signature_profiles import StandardWebhooks
from process_runtime.webhook_signatures import is_signed, signed_headers
from tests.payment_bridge.fake_tax_office import IN_SECRET, OUT_SECRET

Verifies = Callable[[bytes, Mapping[str, str], Sequence[str]], bool]
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
        {"webhook-id": "msg 1"},
        {"webhook-id": "msg~1"},
        {"webhook-id": "消息1"},
        {"webhook-timestamp": "１７００００００００"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": f"0{int(datetime.now(UTC).timestamp())}"},
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


@pytest.mark.parametrize("seconds", [-290, -2, 2, 290])
def test_a_clock_that_differs_by_less_than_five_minutes_signs(seconds: int) -> None:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    signature = Webhook(IN_SECRET).sign(msg_id="msg_1", timestamp=at, data=BODY.decode())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    assert is_signed(BODY, headers, [IN_SECRET])
    assert tax_office.signatures.is_signed(BODY, headers, [IN_SECRET])


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_or_early_signature_is_none(minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    signature = Webhook(IN_SECRET).sign(msg_id="msg_1", timestamp=at, data=BODY.decode())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    assert not is_signed(BODY, headers, [IN_SECRET])


OTHERS = [
    "v1,YWJj", "v1", "v1,", ",", "v1,a,b", "v1,é", "v1,====", "v2,YWJj", "v1a,YWJj", "", " ", "\t", "v1,é" * 99, "１" * 9,
    "v1," + "A" * 43 + "=",
]  # fmt: skip


@pytest.mark.parametrize("verifies", [is_signed, tax_office.signatures.is_signed], ids=["payment bridge", "tax office"])
@pytest.mark.parametrize("other", OTHERS)
def test_one_good_signature_among_several_is_enough(verifies: Verifies, other: str) -> None:
    """While a secret is being changed, and whatever stands beside it."""
    headers = signed_headers(BODY, "msg_1", IN_SECRET)
    good = headers["webhook-signature"]
    for signatures in (f"{other} {good}", f"{good} {other}", f"{other}  {good}\t{other}"):
        assert verifies(BODY, headers | {"webhook-signature": signatures}, [IN_SECRET])
        assert not verifies(BODY + b" ", headers | {"webhook-signature": signatures}, [IN_SECRET])
    assert not verifies(BODY, headers | {"webhook-signature": f"{other} {other}"}, [IN_SECRET])


def test_signatures_without_number_cost_nothing() -> None:
    headers = signed_headers(BODY, "msg_1", IN_SECRET)
    headers["webhook-signature"] = " ".join(["v1," + "A" * 43 + "="] * 10 + [headers["webhook-signature"]])
    assert not is_signed(BODY, headers, [IN_SECRET])


def test_a_secret_is_changed_in_mid_stream_and_nothing_is_lost() -> None:
    """The new one is accepted beside the old by whoever checks, then signed with, then the old is forgotten; what is on its way holds."""
    stages = [([IN_SECRET], [IN_SECRET]), ([IN_SECRET], [IN_SECRET, OUT_SECRET]), ([OUT_SECRET], [IN_SECRET, OUT_SECRET])]
    on_their_way: list[tuple[dict[str, str], bytes]] = []
    for number in range(300):
        (sign_with,), accepted = stages[number // 100]
        checks = StandardWebhooks(accept=accepted)
        on_their_way.append(StandardWebhooks(sign_with).request(BODY + str(number).encode(), f"msg_{number}"))
        for headers, body in on_their_way[-20:]:
            received = checks.received(body, headers)
            assert received is not None
            assert tax_office.signatures.is_signed(body, headers, accepted)
    (headers, body), forgotten = on_their_way[0], StandardWebhooks(accept=[OUT_SECRET])
    assert forgotten.received(body, headers) is None
