"""A correction of who somebody is (R-026): what may be changed, and what a number must agree with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import newborn_rules
from registration.domain.application_form import Faults, birth_reasons, name_reasons


def is_provisional(kind: DocumentType, area: str, year: int, policy: PolicyBook) -> bool:
    """R-026, F-08: not born yet, or known by a document that the region lets stand for the first year only. Raises PolicyNotKnown."""
    return kind is DocumentType.EXPECTED_CHILD or kind in policy.read(newborn_rules, area, year).provisional_documents


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonValues:
    """What can be corrected of a person, opened."""

    name: str
    sex: Sex | None
    birth_date: date | None
    of_foreigners: bool
    expected_on: date | None = None
    """Of a child that was enrolled before its birth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCorrection:
    """What an office says is right; None stays as it is. `document` is one more document of the person."""

    name: str | None
    sex: Sex | None
    birth_date: date | None
    of_foreigners: bool | None
    document: Document | None
    reason: str

    def applied_to(self, before: PersonValues) -> PersonValues:
        """The person as he is from now on. Of who was not born yet, a number tells sex and birth date."""
        told = self.document
        return PersonValues(
            name=before.name if self.name is None else self.name,
            sex=self.sex or before.sex or (told.sex if told else None),
            birth_date=self.birth_date or before.birth_date or (told.birth_date if told else None),
            of_foreigners=before.of_foreigners if self.of_foreigners is None else self.of_foreigners,
            expected_on=before.expected_on,
        )


_EARLY, _OVERDUE = timedelta(weeks=20), timedelta(weeks=6)
_FIELDS = ("name", "sex", "birth_date", "of_foreigners")


def changed_fields(before: PersonValues, after: PersonValues, new_document: bool) -> tuple[str, ...]:
    """Names of what changes, never values: they stand in the audit."""
    changed = tuple(name for name in _FIELDS if getattr(before, name) != getattr(after, name))
    return (*changed, "document") if new_document else changed


def correction_faults(
    told: IdentityCorrection, before: PersonValues, documents: Sequence[Document], today: date, new_document: bool
) -> Faults:
    """All faults at once. `documents` are all that the person has, with the new one."""
    after = told.applied_to(before)
    reasons = (
        *_document_reasons(told.document),
        *birth_reasons(after.birth_date, today),
        *_number_reasons(after, documents, told.document),
    )
    if before.birth_date is None:
        reasons += tuple(_birth_reasons(after))
    reasons += tuple(name_reasons(told.name))
    if not changed_fields(before, after, new_document):
        reasons += (reason(ReasonCode.OTHER, rule="R-026", msg="没有需要更正的内容"),)
    missing: tuple[Missing, ...] = () if told.reason.strip() else (Missing("reason", "更正原因", "R-026"),)
    if before.birth_date is None:
        missing += tuple(_missing_of_birth(told, after))
    return Faults(reasons, missing)


def _missing_of_birth(told: IdentityCorrection, after: PersonValues) -> Iterator[Missing]:
    """A child is told to be born with all that makes it a person of its own (R-026); before, its mother's name alone may be mended."""
    if told.document is None and after.birth_date is None and after.sex is None:
        return
    for name, label, there in (
        ("name", "姓名", told.name),
        ("sex", "性别", after.sex),
        ("birth_date", "出生日期", after.birth_date),
        ("document", "出生医学证明或户口簿", told.document),
    ):
        if there is None:
            yield Missing(name, label, "R-026")


def _birth_reasons(after: PersonValues) -> Iterator[Reason]:
    """R-020, R-021: who is born long before or after the expected day is another child."""
    born, expected = after.birth_date, after.expected_on
    if born is not None and expected is not None and not expected - _EARLY <= born <= expected + _OVERDUE:
        yield reason(ReasonCode.OTHER, field="birth_date", rule="R-021", msg="出生日期与预产期相差过大，请核对是否为同一婴儿")


def _document_reasons(document: Document | None) -> Iterator[Reason]:
    if document is None:
        return
    if not document.has_valid_shape:
        yield reason(ReasonCode.DOCUMENT_SHAPE, field="document_number", rule="R-010")
    elif not document.has_valid_checksum:
        yield reason(ReasonCode.ID_CHECKSUM, field="document_number", rule="R-010")


def _number_reasons(after: PersonValues, documents: Sequence[Document], new: Document | None) -> Iterator[Reason]:
    """A number of 18 digits tells sex and birth date: the new one must agree with them, or one of those there are."""
    telling = [one for one in documents if one.birth_date is not None]
    asked = [new] if new is not None and new.birth_date is not None else telling
    if asked and not any(one.sex == after.sex for one in asked):
        yield reason(ReasonCode.SEX_MISMATCH, field="sex", rule="R-010")
    if asked and not any(one.birth_date == after.birth_date for one in asked):
        yield reason(ReasonCode.OTHER, field="birth_date", rule="R-010", msg="出生日期与证件号码不一致")
