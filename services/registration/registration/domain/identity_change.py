"""What a form says is right of who somebody is: a child that was born, or has its papers now (B8, R-026); a row of Annex 1 (B4)."""

from collections.abc import Iterator
from datetime import date

from enrolment_terms.documents import PAPERS, Document, DocumentType, Sex
from enrolment_terms.reasons import Missing
from registration.domain.application_form import SEXES, Faults, FormAnswers, Identity
from registration.domain.identity_correction import IdentityCorrection, PersonValues, correction_faults
from registration.domain.item_check import day_of
from registration.domain.items import Item

_REASON = "申请更新身份信息"
_SIGNED = {"head_official": "负责人签名", "leader": "主管领导签名"}
_NEW = ("new_name", "new_sex", "new_birth_date", "new_document_type", "new_document_number")


def asks_identity(item: Item) -> bool:
    """True for an item that is all about who somebody is from now on; a row of Annex 1 may say it among other things."""
    return _NEW[0] in item.fields and not _SIGNED.keys() & item.fields.keys()


def correction_of(form: FormAnswers) -> IdentityCorrection | None:
    """What the form asks for, as far as it can be read; None for a form that says nothing of it."""
    name, sex, born, kind, number = (form.told.get(field) for field in _NEW)
    if not any((name, sex, born, kind, number)):
        return None
    return IdentityCorrection(
        name=name,
        sex=Sex(sex) if sex in SEXES else None,
        birth_date=day_of(born) if born else None,
        of_foreigners=None,
        document=Document.read(DocumentType(kind), number) if kind in PAPERS and number else None,
        reason=form.told.get("change_reason") or _REASON,
    )


def identity_faults(form: FormAnswers, identity: Identity, today: date) -> Faults:
    """All faults that the form itself shows; whose the new document is, and when the child was expected, the file says at the approval."""
    told = correction_of(form)
    if told is None:
        return Faults((), (Missing("new_name", "需要变更的内容", "R-026"),))
    before = PersonValues(name=identity.name, sex=identity.sex, birth_date=identity.birth_date, of_foreigners=False)
    new = told.document is not None and told.document != identity.document
    documents = [identity.document, *([told.document] if told.document else [])]
    faults = correction_faults(told, before, documents, today, new)
    return faults + Faults((), tuple(_missing_half(form)))


def signature_faults(form: FormAnswers, item: Item) -> Faults:
    """填表说明 5: who changes name, sex or document by Annex 1 shows the signatures of the head of the office and of the leader."""
    wanted = _SIGNED if correction_of(form) is not None else {}
    return Faults((), tuple(Missing(name, wanted[name], "B3") for name in wanted if name in item.fields and form.told.get(name) is None))


def _missing_half(form: FormAnswers) -> Iterator[Missing]:
    """A document is its kind and its number."""
    kind, number = form.told.get("new_document_type"), form.told.get("new_document_number")
    if kind and not number:
        yield Missing("new_document_number", "新证件号码", "R-026")
    if number and not kind:
        yield Missing("new_document_type", "新证件类型", "R-026")
