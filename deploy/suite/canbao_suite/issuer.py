"""A small token issuer for rehearsals and development: one EC key in a file, its public half as JWKS, tokens by request.

In production the tokens come from the authority's identity provider; the services only know a JWKS file, so nothing in them changes.
"""

import ipaddress
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field

from canbao_suite.cannot_run import CannotRun
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.sealed import IdentityToken
from service_runtime.problems import install_problem_handlers
from service_runtime.rate_limits import RateLimits
from service_runtime.token_signer import TokenSigner

_KEY_FILE, _JWKS_FILE = "issuer-key.pem", "jwks.json"
_LONGEST_SECONDS = 24 * 3600
_NO = {"", "0", "false", "no"}
Role = Literal[
    "citizen", "agent", "kiosk", "clerk", "reviewer", "department", "school", "tax", "hospital", "employer", "operator", "auditor"
]
ROLES: dict[Role, str] = {
    "citizen": "applies and pays for himself and his family",
    "agent": "files for others: town, village",
    "kiosk": "a device at which people sign in with their identity card",
    "clerk": "registers, asks, decides",
    "reviewer": "decides, passes the unified check",
    "department": "hands in lists of its people",
    "school": "files for its pupils and students",
    "tax": "reads the levy's progress",
    "hospital": "asks who is covered, hands in claims",
    "employer": "checks the records of its own staff",
    "operator": "runs the suite: imports, runs, dead letters, clock",
    "auditor": "reads everything, changes nothing",
}
"""Whom a token may be for, and what each does."""


class Issuer:
    """Signs tokens with the key kept in `folder` (made on first use, readable by its owner only) and keeps the JWKS file beside it."""

    def __init__(self, folder: Path, *, issuer: str = "canbao", audience: str = "canbao") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.key_file = folder / _KEY_FILE
        self._key = _key_in(self.key_file)
        self._signer = TokenSigner(self._key, issuer=issuer, audience=audience)
        self.jwks_file = folder / _JWKS_FILE
        jwks = json.dumps({"keys": [self._signer.public]})
        if not self.jwks_file.exists() or self.jwks_file.read_text() != jwks:
            _replace(self.jwks_file, jwks.encode(), 0o644)

    @property
    def key_id(self) -> str:
        """By which the JWKS file names its key."""
        return self._signer.key_id

    def mint(
        self,
        subject: str,
        roles: Sequence[str],
        areas: Sequence[str] = (),
        name: str = "",
        ttl_seconds: int = 3600,
        *,
        documents: Sequence[str] = (),
        organisation: str = "",
        credential_active: bool = True,
    ) -> str:
        """As `TokenSigner.sign`. In a rehearsal everybody's e-credential is active unless told otherwise."""
        return self._signer.sign(
            subject,
            roles,
            areas,
            name,
            ttl_seconds,
            documents=documents,
            organisation=organisation,
            credential_active=credential_active,
        )


Verify = Callable[[Document], IdentityToken]
"""What a sign-on does once it has seen a document: it names the document by its identity token."""


class VerifiedDocument(BaseModel):
    """A document that the sign-on is taken to have verified."""

    model_config = ConfigDict(extra="forbid")

    document_type: DocumentType
    document_number: Annotated[str, Field(min_length=1, max_length=64)]


class TokenRequest(BaseModel):
    """Whom a development token is for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    subject: Annotated[str, Field(min_length=1, max_length=128)]
    roles: Annotated[list[Role], Field(min_length=1, max_length=10)]
    areas: Annotated[list[Annotated[str, Field(pattern="^[0-9]{2,12}$")]], Field(max_length=50)] = []
    name: Annotated[str, Field(max_length=50)] = ""
    ttl: Annotated[int, Field(ge=60, le=_LONGEST_SECONDS)] = 3600
    documents: Annotated[list[VerifiedDocument], Field(max_length=20)] = []
    organisation: Annotated[str, Field(max_length=50)] = ""
    credential_active: bool = True

    def tokens(self, verify: Verify) -> list[IdentityToken]:
        """The documents as the claim names them."""
        return [verify(Document.read(one.document_type, one.document_number)) for one in self.documents]


class TokenResponse(BaseModel):
    """A bearer token."""

    access_token: str
    token_type: str
    expires_in: int


def refuse_in_production() -> None:
    """Raises CannotRun where CANBAO_PRODUCTION says that there is real data: an issuer that gives anybody any token has no place there."""
    if os.environ.get("CANBAO_PRODUCTION", "").strip().lower() not in _NO:
        raise CannotRun(
            "CANBAO_PRODUCTION is set: the issuer of rehearsals gives anybody any token and does not start beside real data. "
            "Run the services with the JWKS file of the identity provider (docs/runbooks/distributed.md)."
        )


def refuse_beyond_loopback(address: str) -> None:
    """Raises CannotRun if others than this machine could ask for tokens at the address."""
    if not ipaddress.ip_address(address).is_loopback:
        raise CannotRun(f"The issuer of rehearsals gives anybody any token: it listens on the loopback, not on {address}.")


def issuer_app(issuer: Issuer, verify: Verify) -> FastAPI:
    """To be mounted at /issuer: POST /issuer/v1/tokens gives anybody any token. Development and rehearsals only, never beside real data."""
    app = FastAPI(title="令牌签发（仅供开发与演练）", docs_url=None, redoc_url=None, openapi_url=None)
    install_problem_handlers(app)

    limits = RateLimits(factor=float(os.environ.get("CANBAO_RATE_LIMIT_FACTOR", "1")))

    @app.post("/v1/tokens", status_code=201)
    async def issue_token(wanted: TokenRequest, request: Request) -> TokenResponse:
        limits.take("login", wanted.subject, request.scope)
        seen = wanted.tokens(verify)
        token = issuer.mint(
            wanted.subject,
            wanted.roles,
            wanted.areas,
            wanted.name,
            wanted.ttl,
            documents=seen,
            organisation=wanted.organisation,
            credential_active=wanted.credential_active,
        )
        return TokenResponse(access_token=token, token_type="Bearer", expires_in=wanted.ttl)  # noqa: S106

    return app


def _key_in(file: Path) -> ec.EllipticCurvePrivateKey:
    if not file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        with suppress(FileExistsError):  # of two at once, the first one's key is the issuer's
            os.link(_beside(file, pem, 0o600), file)
        _name_beside(file).unlink(missing_ok=True)
    read = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(read, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{file.name} is no EC key")
    return read


def _replace(file: Path, content: bytes, mode: int) -> None:
    """Write beside, then rename: a reader never sees half a file."""
    _beside(file, content, mode).replace(file)


def _beside(file: Path, content: bytes, mode: int) -> Path:
    beside = _name_beside(file)
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
        opened.write(content)
    return beside


def _name_beside(file: Path) -> Path:
    return file.with_suffix(f".{os.getpid()}")
