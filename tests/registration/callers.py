"""Callers of the tests, and what a sign-on does for them: it verifies the documents of whoever files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from canbao_suite.issuer import Issuer
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.sealed import IdentityToken
from service_runtime import Vault
from service_runtime.identity import PERSONAL_ROLES

_MOST_DOCUMENTS = 20
"""Of a token. Somebody who files for more people in the tests is taken to have shown the last of them."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token was made of (roles joined by "+"); `documents` None: those that the sign-on has verified by then."""

    role: str
    subject: str
    areas: tuple[str, ...]
    documents: tuple[IdentityToken, ...] | None
    credential_active: bool = True
    organisation: str = ""

    @property
    def is_office(self) -> bool:
        """Nothing but an office: no sign-on verifies anything for it."""
        return set(self.role.split("+")).isdisjoint(PERSONAL_ROLES)


class Callers:
    """Headers of callers. A citizen or agent who files a form is taken to have verified its document at the sign-on.

    So tests that are not about who may act for whom say nothing of it. Tests that are give `documents=…` (`()` for nobody at all): then
    the token carries these and never any other.
    """

    def __init__(self, issuer: Issuer, vault: Vault) -> None:
        self._issuer, self._vault = issuer, vault
        self._signed: dict[str, Signed] = {}
        self._verified: dict[str, list[IdentityToken]] = {}

    def headers(
        self,
        role: str,
        subject: str,
        areas: Sequence[str],
        documents: Sequence[str] | None,
        credential: bool = True,
        organisation: str = "",
    ) -> dict[str, str]:
        """A token; `documents` are numbers of resident IDs, or identity tokens."""
        tokens = None if documents is None else tuple(map(self._token, documents))
        return self._headers(Signed(role, subject, tuple(areas), tokens, credential, organisation))

    def by_now(self, caller: dict[str, str]) -> dict[str, str]:
        """The same caller with what the sign-on has verified since."""
        signed = self._signed.get(caller.get("Authorization", ""))
        return caller if signed is None or signed.documents is not None else {**caller, **self._headers(signed)}

    def verify(self, caller: dict[str, str], body: Any) -> None:
        """What the sign-on does for somebody who files this form."""
        signed = self._signed.get(caller.get("Authorization", ""))
        document = _document_in(body)
        if signed is None or signed.documents is not None or signed.is_office or document is None:
            return
        token = self._vault.identity_token(document)
        known = self._verified.setdefault(signed.subject, [])
        known[:] = [*(told for told in known if told != token), token][-_MOST_DOCUMENTS:]

    def _headers(self, signed: Signed) -> dict[str, str]:
        documents = signed.documents
        if documents is None:
            documents = tuple(self._verified.get(signed.subject, ())) if not signed.is_office else ()
        roles, credential = signed.role.split("+"), signed.credential_active
        token = self._issuer.mint(
            signed.subject, roles, signed.areas, documents=documents, credential_active=credential, organisation=signed.organisation
        )
        header = f"Bearer {token}"
        self._signed[header] = signed
        return {"Authorization": header}

    def _token(self, document: str) -> IdentityToken:
        if len(document) == 64:
            return IdentityToken(document)
        return self._vault.identity_token(Document.read(DocumentType.RESIDENT_ID, document))


def _document_in(body: Any) -> Document | None:
    kind, number = (body.get(name) for name in ("document_type", "document_number")) if isinstance(body, dict) else (None, None)
    if isinstance(number, str) and number and isinstance(kind, str) and kind in DocumentType.__members__:
        return Document.read(DocumentType[kind], number)
    return None
