"""The second profile: SM2 over sorted parameters, the content in SM4. Vectors, another library, and whatever is changed is not signed."""

import base64
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import gmalg
import gmssl_pyx
import pytest
import yaml
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash

from process_runtime.national_signatures import (
    HEADER,
    Envelope,
    NationalKeys,
    NationalSignatures,
    Signer,
    decrypted,
    encrypted,
    read_national_keys,
    signed_text,
    sm4_key,
    sorted_content,
)
from process_runtime.signature_profiles import Checking, StandardWebhooks
from tests.payment_bridge.fake_tax_office import IN_SECRET

VECTORS: dict[str, Any] = yaml.safe_load((Path(__file__).parents[3] / "docs/contracts/national-signature-vectors.yaml").read_text())
BODY = json.dumps({"type": "tax.payment.received", "data": {"rows": [{"serial": "1", "amount": "406.00", "channel": "税务"}]}}).encode()


def signer(secret: str = "a secret of the app") -> Signer:
    public, private = gmssl_pyx.sm2_key_generate()
    return Signer(secret, public.hex(), private.hex())


OFFICE, BRIDGE, NEXT = signer(), signer(), signer("another secret of it")
KEYS = NationalKeys("440700-ybj", BRIDGE, [OFFICE])
SENDER = NationalSignatures(NationalKeys("440700-ybj", OFFICE, [BRIDGE]))
RECEIVER = NationalSignatures(KEYS)


def oracle() -> "gmalg.SM2":
    return gmalg.SM2(bytes.fromhex(OFFICE.private_key), KEYS.user_id.encode(), b"\x04" + bytes.fromhex(OFFICE.public_key))


def test_the_standard_vectors_hold() -> None:
    """GB/T 32905 and GB/T 32907, appendix A; GB/T 32918.2 and .5."""
    for text, expected in VECTORS["sm3"].items():
        digest = Hash(SM3())
        digest.update(text.encode())
        assert digest.finalize().hex() == expected == gmssl_pyx.sm3_hash(text.encode()).hex()
    sm4 = VECTORS["sm4"]
    encryptor = Cipher(algorithms.SM4(bytes.fromhex(sm4["key"])), modes.ECB()).encryptor()
    assert encryptor.update(bytes.fromhex(sm4["plain"])).hex() == sm4["cipher"]
    sm2 = VECTORS["sm2"]
    public, signature = bytes.fromhex(sm2["public_key"]), base64.b64decode(sm2["signature"])
    assert gmssl_pyx.sm2_verify(public, sm2["message"].encode(), signature, sm2["user_id"].encode())
    known = gmalg.SM2(bytes.fromhex(sm2["private_key"]), sm2["user_id"].encode(), b"\x04" + public)
    assert known.verify(sm2["message"].encode(), *r_and_s(signature))


def r_and_s(der: bytes) -> tuple[bytes, bytes]:
    """32 bytes each."""
    assert der[0] == 0x30
    assert der[1] == len(der) - 2
    first = der[4 : 4 + der[3]]
    second = der[6 + der[3] :]
    return (first.lstrip(b"\0").rjust(32, b"\0"), second.lstrip(b"\0").rjust(32, b"\0"))


def test_the_vectors_of_the_contract_hold() -> None:
    told = VECTORS["request"]
    envelope, data = Envelope(**told["envelope"]), sorted_content(told["content"].encode())
    assert data.decode() == told["data"]
    assert signed_text(envelope, data, told["app_secret"]).decode() == told["signed"]
    key = sm4_key(envelope.app_id, told["app_secret"])
    assert key.hex() == told["sm4_key"]
    assert encrypted(data, key, bytes.fromhex(told["nonce"])) == told["enc_data"]
    assert decrypted(told["enc_data"], key) == data
    signature, public = base64.b64decode(told["sign_data"]), bytes.fromhex(told["public_key"])
    assert gmssl_pyx.sm2_verify(public, told["signed"].encode(), signature, told["user_id"].encode())


def test_a_signature_of_either_library_verifies_by_the_other() -> None:
    for number in range(25):
        text = f"message {number}".encode()
        ours = gmssl_pyx.sm2_sign(bytes.fromhex(OFFICE.private_key), bytes.fromhex(OFFICE.public_key), text, KEYS.user_id.encode())
        assert oracle().verify(text, *r_and_s(ours))
        r, s = oracle().sign(text)
        assert gmssl_pyx.sm2_verify(bytes.fromhex(OFFICE.public_key), text, der(r, s), KEYS.user_id.encode())
        assert not gmssl_pyx.sm2_verify(bytes.fromhex(OFFICE.public_key), text, der(r, s), b"8765432187654321")


def der(r: bytes, s: bytes) -> bytes:
    """Two numbers as DER, short ones without zeros before them, high ones with one."""
    parts = b"".join(bytes([2, len(one)]) + one for one in (_number(r), _number(s)))
    return bytes([0x30, len(parts)]) + parts


def _number(text: bytes) -> bytes:
    short = text.lstrip(b"\0") or b"\0"
    return b"\0" + short if short[0] & 0x80 else short


def test_what_is_signed_is_received_as_it_was_signed() -> None:
    received = RECEIVER.received(SENDER.sealed(BODY, "msg_1"), {})
    assert received is not None
    assert (received.message_id, json.loads(received.body)) == ("msg_1", json.loads(BODY))
    headers, content = SENDER.request(b"", "query_1")
    assert content == b""
    asked = RECEIVER.received(content, headers)
    assert asked == ("query_1", b"")
    assert "税务" not in SENDER.sealed(BODY, "msg_1").decode()
    assert RECEIVER.received(RECEIVER.sealed(BODY, "msg_1"), {}) is None, "what we sign is not what they sign"


def test_names_are_sorted_at_every_depth_and_what_is_empty_is_left_out() -> None:
    envelope = Envelope("app", "", "msg_1", "SM2", "1696815000", "2.0.0", "xyz", "sig")
    told = signed_text(envelope, sorted_content(b'{"b": {"d": 1, "c": [{"z": "", "a": null}]}, "a": "\xe4\xb8\xad"}'), "secret").decode()
    content = '{"a":"中","b":{"c":[{"a":null,"z":""}],"d":1}}'
    assert told == f"appId=app&data={content}&messageId=msg_1&signType=SM2&timestamp=1696815000&version=2.0.0&key=secret"


@pytest.mark.parametrize("seconds", [-310, 310])
def test_a_stale_or_early_request_is_not_signed(seconds: int) -> None:
    assert RECEIVER.opened(SENDER.sealed(BODY, "msg_1", datetime.now(UTC) + timedelta(seconds=seconds))) is None
    assert RECEIVER.opened(SENDER.sealed(BODY, "msg_1", datetime.now(UTC) + timedelta(seconds=seconds * 0.95))) is not None


def changed(request: bytes, **fields: str) -> bytes:
    return json.dumps(json.loads(request) | fields, separators=(",", ":")).encode()


FIELDS: list[dict[str, str]] = [
    {"appId": "another"}, {"encType": ""}, {"encType": "AES"}, {"messageId": "msg_2"}, {"messageId": ""}, {"signType": "SM3"},
    {"timestamp": "1696815000"}, {"timestamp": "１６９６８１５０００"}, {"timestamp": ""},
    {"version": "1.0.0"}, {"encData": ""}, {"signData": ""},
    {"extra": "1"}, {"data": "{}"}, {"signData": "MAA="}, {"signData": "!"},
]  # fmt: skip


@pytest.mark.parametrize("fields", FIELDS)
def test_a_changed_field_is_not_signed(fields: dict[str, str]) -> None:
    request = SENDER.sealed(BODY, "msg_1")
    assert RECEIVER.opened(changed(request)) is not None
    assert RECEIVER.opened(changed(request, **fields)) is None
    assert RECEIVER.opened(json.dumps(json.loads(request)).encode()) is None, "one way to write it"


def test_a_key_is_changed_in_mid_stream_and_nothing_is_lost() -> None:
    """First the new one is accepted beside the old, then signed with, then the old is forgotten."""
    both = NationalSignatures(NationalKeys(KEYS.app_id, BRIDGE, [OFFICE, NEXT]))
    new = NationalSignatures(NationalKeys(KEYS.app_id, NEXT, [BRIDGE]))
    stages: list[tuple[NationalSignatures, NationalSignatures]] = [(SENDER, RECEIVER), (SENDER, both), (new, both), (new, both)]
    for sender, receiver in stages:
        assert receiver.opened(sender.sealed(BODY, "msg_1")) is not None
    assert NationalSignatures(NationalKeys(KEYS.app_id, BRIDGE, [NEXT])).opened(SENDER.sealed(BODY, "msg_1")) is None


def mutate(text: bytes, chance: random.Random) -> bytes:
    """One to three bytes changed, left out, put in, or told twice."""
    changed = bytearray(text)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(changed) or 1)
        match chance.randrange(4):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place]
            case 2:
                changed.insert(place, chance.randrange(256))
            case _:
                changed[place:place] = changed[place : place + chance.randint(1, 20)]
    return bytes(changed)


STANDARD = StandardWebhooks(IN_SECRET, [IN_SECRET])


@pytest.mark.parametrize(
    ("checking", "request_of", "number"),
    [(STANDARD, lambda: STANDARD.request(BODY, "msg_1"), 10_000), (RECEIVER, lambda: SENDER.request(BODY, "msg_1"), 10_000)],
    ids=["standard webhooks", "national"],
)
def test_of_ten_thousand_mutated_requests_none_is_signed_and_none_fails(
    checking: Checking, request_of: Callable[[], tuple[dict[str, str], bytes]], number: int
) -> None:
    chance, (headers, body) = random.Random(11), request_of()
    assert checking.received(body, headers) is not None
    mutated = 0
    for _ in range(number):
        other = dict(headers)
        if headers and chance.random() < 0.5:
            name = chance.choice(sorted(headers))
            other[name] = mutate(headers[name].encode(), chance).decode("latin-1")
            content = body
            if name == "webhook-signature" and headers[name] in other[name].split():
                continue  # something beside the right signature refuses nothing
        else:
            content = mutate(body, chance)
        if (other, content) != (headers, body):
            mutated += 1
            assert checking.received(content, other) is None, (other, content)
    assert mutated > number * 0.95


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "x", KEYS.app_id, json.dumps({"app_id": "a", "ours": {}, "theirs": []}), '{"app_id": "\ud800"}']
)
def test_keys_that_are_none_are_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^national keys are not the JSON the settings describe$"):
        read_national_keys(text)


def test_keys_are_read_and_weak_ones_refused() -> None:
    def keys(**of: str) -> str:
        ours = {"app_secret": OFFICE.app_secret, "public_key": OFFICE.public_key, "private_key": OFFICE.private_key} | of
        theirs = {"app_secret": BRIDGE.app_secret, "public_key": BRIDGE.public_key}
        return json.dumps({"app_id": "440700-ybj", "ours": ours, "theirs": [theirs]})

    assert read_national_keys(keys()).theirs[0].public_key == BRIDGE.public_key
    for weak in ({"app_secret": "short"}, {"private_key": "00"}, {"public_key": "11" * 64}, {"public_key": "zz"}):
        with pytest.raises(ValueError, match="national keys"):
            read_national_keys(keys(**weak))
    assert HEADER.lower() == HEADER
