"""Nodes: by what individuals are known. A person of our own, a document, and whom a source means by a document."""

from uuid import UUID

from enrolment_terms.identifiers import named_id
from enrolment_terms.sealed import IdentityToken

_HALF = 32
"""Hexadecimal digits of 128 bits: enough to tell all documents of the country apart."""


def node_of(token: IdentityToken) -> UUID:
    """The node of a document: the first half of its token."""
    return UUID(hex=token[:_HALF])


def holder_of(source: UUID, document: UUID) -> UUID:
    """Whom a source means by a document. Where an office says that this is somebody else, only this source's word about him moves."""
    return named_id(source, str(document))
