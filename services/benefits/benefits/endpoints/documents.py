"""What a request asks by document, before and after the registration service was asked."""

from collections.abc import Sequence

from fastapi import Request

from benefits.use_cases.name_documents import DocumentsToName
from enrolment_terms.documents import Document


def asked_by(request: Request, documents: Sequence[Document]) -> DocumentsToName:
    """One record for one request: done again once registration has answered, it finds here what that said."""
    known: DocumentsToName | None = getattr(request.state, "documents", None)
    if known is None:
        bearer = request.headers.get("authorization", "").partition(" ")[2].strip()
        known = request.state.documents = DocumentsToName(documents, bearer)
    return known
