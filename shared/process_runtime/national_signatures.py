"""The second signature profile, after the national platform: SM2 with SM3 over sorted parameters, the content in SM4.

A request is one JSON object of texts, without blanks: `appId`, `encType` (SM4), `messageId`, `signType` (SM2), `timestamp` (Unix
seconds), `version`, `encData` (base64 of 12 bytes of nonce, SM4-GCM ciphertext and tag) and `signData` (base64 of the DER of the
signature). Signed is `key=value&…&key=<app secret>`: all parameters but signData, encData, extra and the empty ones, sorted by ASCII, with
the content as `data`, its names sorted at every depth. What is no such request, byte for byte, is not signed: nothing of it is read.
`docs/contracts/national-signature-vectors.yaml` has fixed vectors.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import gmssl_pyx
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from process_runtime.signature_profiles import Received

HEADER = "x-national-envelope"
USER_ID = "1234567812345678"
WINDOW_SECONDS = 300
VERSION = "2.0.0"
_ID = re.compile(r"[A-Za-z0-9_.:=+-]{1,255}")
_SECONDS = re.compile(r"[1-9][0-9]{0,11}")
_NOT_SIGNED = {"signData", "encData", "extra"}
_NONCE, _TAG, _KEY = 12, 16, 16
_MOST_SIGNERS = 10


class Envelope(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """What goes over the wire."""

    app_id: str
    enc_type: str
    message_id: str
    sign_type: str
    timestamp: str
    version: str
    enc_data: str = ""
    sign_data: str = ""


class Signer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With what one side signs. Keys in hexadecimal: 32 bytes private (ours only), 64 bytes public."""

    app_secret: str
    public_key: str
    private_key: str = ""


class NationalKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """CANBAO_TAX_NATIONAL_KEYS: our signer, and those of the tax office; several while a key is being changed."""

    app_id: str
    ours: Signer
    theirs: list[Signer]
    user_id: str = USER_ID


_envelope = msgspec.json.Decoder(Envelope, strict=True)
_texts = msgspec.json.Decoder(dict[str, str])
_any = msgspec.json.Decoder()
_sorted = msgspec.json.Encoder(order="sorted")


def read_national_keys(secret: str) -> NationalKeys:
    """Raises ValueError without quoting what it read: for what is no such JSON, and for keys that are too short or off the curve."""
    try:
        keys = msgspec.json.decode(secret, type=NationalKeys)
        for one in (keys.ours, *keys.theirs):
            gmssl_pyx.normalize_sm2_public_key(bytes.fromhex(one.public_key))
        sizes = {len(one.app_secret) >= 16 and len(bytes.fromhex(one.public_key)) == 64 for one in (keys.ours, *keys.theirs)}
        good = sizes == {True} and len(bytes.fromhex(keys.ours.private_key)) == 32 and keys.app_id and keys.user_id and keys.theirs
    except (msgspec.MsgspecError, ValueError, gmssl_pyx.GmsslInnerError):
        good = False
    if not good:
        raise ValueError("national keys are not the JSON the settings describe")
    return keys


def signed_text(envelope: Envelope, data: bytes, app_secret: str) -> bytes:
    """What is signed. `data`: the content as JSON, its names sorted; empty for none."""
    told: dict[str, str] = msgspec.to_builtins(envelope) | {"data": data.decode()}
    parts = [f"{name}={told[name]}" for name in sorted(told) if name not in _NOT_SIGNED and told[name]]
    return f"{'&'.join(parts)}&key={app_secret}".encode()


def sorted_content(body: bytes) -> bytes:
    """A JSON text with its names sorted at every depth; empty stays empty. Raises DecodeError, RecursionError."""
    return _sorted.encode(_any.decode(body)) if body else b""


def sm4_key(app_id: str, app_secret: str) -> bytes:
    """16 bytes: the beginning of HMAC-SM3 of the app id under the app secret."""
    keyed = HMAC(app_secret.encode(), SM3())
    keyed.update(app_id.encode())
    return keyed.finalize()[:_KEY]


def encrypted(data: bytes, key: bytes, nonce: bytes) -> str:
    """base64 of nonce, ciphertext and tag (SM4-GCM)."""
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    return base64.b64encode(nonce + encryptor.update(data) + encryptor.finalize() + encryptor.tag).decode()


def decrypted(text: str, key: bytes) -> bytes | None:
    """What was encrypted; None if it was not, or was changed."""
    raw = _base64(text)
    if raw is None or len(raw) < _NONCE + _TAG:
        return None
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(raw[:_NONCE], raw[-_TAG:])).decryptor()
    try:
        return decryptor.update(raw[_NONCE:-_TAG]) + decryptor.finalize()
    except InvalidTag:
        return None


def _base64(text: str) -> bytes | None:
    """Only the one right way to write these bytes is read."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if base64.b64encode(raw).decode() == text else None


@dataclass(frozen=True, slots=True)
class NationalSignatures:
    """Signs what goes out, and opens what comes in."""

    keys: NationalKeys
    _sm4: dict[str, bytes] = field(default_factory=dict)

    def sealed(self, body: bytes, message_id: str, at: datetime | None = None) -> bytes:
        """The request that carries this content (JSON, or empty), signed now or at that moment."""
        data, ours = sorted_content(body), self.keys.ours
        stamp = str(int((at or datetime.now(UTC)).timestamp()))
        envelope = Envelope(self.keys.app_id, "SM4" if data else "", message_id, "SM2", stamp, VERSION)
        public, private = bytes.fromhex(ours.public_key), bytes.fromhex(ours.private_key)
        signature = gmssl_pyx.sm2_sign(private, public, signed_text(envelope, data, ours.app_secret), self.keys.user_id.encode())
        envelope.sign_data = base64.b64encode(signature).decode()
        if data:
            envelope.enc_data = encrypted(data, self._key(ours), os.urandom(_NONCE))
        return msgspec.json.encode(envelope)

    def opened(self, raw: bytes) -> Received | None:
        """The message in a request that one of the other side's signers made within five minutes of real time; None for anything else."""
        envelope = _read(raw)
        if envelope is None or not self._is_fresh(envelope):
            return None
        signature = _base64(envelope.sign_data)
        if not signature:
            return None
        for signer in self.keys.theirs[:_MOST_SIGNERS]:
            data = decrypted(envelope.enc_data, self._key(signer)) if envelope.enc_type else b""
            if data is not None and _is_sorted(data) and self._verifies(envelope, data, signature, signer):
                return Received(envelope.message_id, data)
        return None

    def request(self, body: bytes, message_id: str) -> tuple[dict[str, str], bytes]:
        """The envelope as the body, or as a header where there is no content."""
        sealed = self.sealed(body, message_id)
        return ({}, sealed) if body else ({HEADER: sealed.decode()}, b"")

    def received(self, body: bytes, headers: Mapping[str, str]) -> Received | None:
        """The message in the envelope of a request."""
        return self.opened(body or headers.get(HEADER, "").encode("latin-1", "replace"))

    def _is_fresh(self, envelope: Envelope) -> bool:
        of_kind = (envelope.app_id, envelope.sign_type, envelope.version) == (self.keys.app_id, "SM2", VERSION)
        if not of_kind or envelope.enc_type != ("SM4" if envelope.enc_data else ""):
            return False
        shaped = _ID.fullmatch(envelope.message_id) and _SECONDS.fullmatch(envelope.timestamp)
        return bool(shaped) and abs(datetime.now(UTC).timestamp() - int(envelope.timestamp)) <= WINDOW_SECONDS

    def _verifies(self, envelope: Envelope, data: bytes, signature: bytes, signer: Signer) -> bool:
        text, public = signed_text(envelope, data, signer.app_secret), bytes.fromhex(signer.public_key)
        try:
            return bool(gmssl_pyx.sm2_verify(public, text, signature, self.keys.user_id.encode()))
        except gmssl_pyx.GmsslInnerError:
            return False

    def _key(self, signer: Signer) -> bytes:
        if signer.app_secret not in self._sm4:
            self._sm4[signer.app_secret] = sm4_key(self.keys.app_id, signer.app_secret)
        return self._sm4[signer.app_secret]


def _read(raw: bytes) -> Envelope | None:
    """An envelope of texts, written in the one way without blanks, escapes or names told twice."""
    try:
        texts: dict[str, str] = _texts.decode(raw)
        return _envelope.decode(raw) if msgspec.json.encode(texts) == raw else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _is_sorted(data: bytes) -> bool:
    try:
        return sorted_content(data) == data
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
