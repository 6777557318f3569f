"""A parent whom a form names: departments are asked about him, so that nobody brings a paper on him (R-005, R-012, R-017)."""

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.registers import Named

_LABELS = {"parent_name": "父亲或母亲姓名", "parent_document_type": "父亲或母亲证件类型", "parent_document_number": "父亲或母亲证件号码"}
_NUMBER = "parent_document_number"


def parent_of(form: FormAnswers) -> Named | None:
    """The parent, None where he is not told, not whole, or no such document can be."""
    name, document = form.told.get("parent_name", ""), _document_of(form)
    whole = name and document is not None and document.has_valid_shape and document.has_valid_checksum
    return Named(document, name) if document is not None and whole else None


def parent_faults(form: FormAnswers) -> Faults:
    """Who names a parent names him whole, and not the child itself."""
    told = [name for name in _LABELS if form.told.get(name)]
    missing = tuple(Missing(name, label, "R-005") for name, label in _LABELS.items() if told and name not in told)
    document = _document_of(form)
    return Faults(tuple(parent_document_reasons(document, form.document)) if document else (), missing)


def _document_of(form: FormAnswers) -> Document | None:
    kind, number = form.told.get("parent_document_type", ""), form.told.get(_NUMBER)
    return Document.read(DocumentType[kind], number) if number and kind in DocumentType.__members__ else None


def parent_document_reasons(document: Document, child: Document | None) -> list[Reason]:
    """What is wrong with the document of a parent of this child (R-010)."""
    if not document.has_valid_shape:
        return [reason(ReasonCode.DOCUMENT_SHAPE, field=_NUMBER, rule="R-010")]
    if not document.has_valid_checksum:
        return [reason(ReasonCode.ID_CHECKSUM, field=_NUMBER, rule="R-010")]
    if document == child:
        return [reason(ReasonCode.OTHER, field=_NUMBER, rule="R-010", msg="父亲或母亲的证件与参保人的证件相同")]
    return []
