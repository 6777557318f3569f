"""Informed consent (知情同意书, B22): whoever is insured in another province lets the system suspend that relation afterwards (R-087)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from policy_parameters import PolicyBook, PolicyNotKnown, is_known_area
from policy_parameters.rule_parameters import windows
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.eligibility import same_pooling_region
from registration.domain.materials import is_handed_in

LETTER = "CONSENT"
"""The signed letter among the materials."""


class SignedBy(StrEnum):
    """How it was signed."""

    LOGIN = "LOGIN"
    PAPER = "PAPER"


labelled(SignedBy, "知情同意书签署方式", {SignedBy.LOGIN: "实名登录签署", SignedBy.PAPER: "书面签名"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The consent of one application. The areas are those of the units, filled in by the agency."""

    consent_id: UUID
    application_id: UUID
    version: int
    text_version: str
    signed_on: date
    signed_by: SignedBy
    old_area: str | None = None
    new_area: str | None = None
    withdrawn_on: date | None = None

    @property
    def names_units(self) -> bool:
        """B22 「由经办机构填写」: nothing is approved before."""
        return self.old_area is not None and self.new_area is not None


def text_version_of(texts: Mapping[str, str]) -> str:
    """Names the words that were signed: the two promises of the item as they stand in its area."""
    words = "\n".join(texts[name] for name in sorted(texts) if name.startswith("consent_"))
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def consent_faults(form: FormAnswers, by_login: bool, year: int | None, policy: PolicyBook) -> Faults:
    """R-087: signed by a real-name login or with the letter, and not before the year could be registered for.

    That it is not of a day to come is the declaration of its field.
    """
    signed_on = form.consent_signed_on
    if signed_on is None:
        return Faults()
    missing = () if by_login or is_handed_in(form.materials, (LETTER,)) else (Missing(f"materials.{LETTER}", "知情同意书", "R-087"),)
    opened = _opened_on(form.told.get("area", ""), year, policy)
    early = opened is not None and signed_on < opened
    msg = "知情同意书签署日期早于该年度参保登记开始之日，请重新签署"
    reasons = (reason(ReasonCode.MATERIAL_INVALID, field="consent_signed_on", rule="R-087", msg=msg),) if early else ()
    return Faults(reasons, missing)


def unit_reasons(old_area: str, new_area: str) -> tuple[Reason, ...]:
    """The old unit is a known place outside of the pooling region."""
    if not (is_area_code(old_area) and is_known_area(old_area)):
        return (reason(ReasonCode.UNKNOWN_AREA, field="old_area", rule="B22"),)
    if same_pooling_region(old_area, new_area):
        return (reason(ReasonCode.OTHER, field="old_area", rule="R-008", msg="原参保单位与本次参保单位在同一统筹区，无需知情同意书"),)
    return ()


def _opened_on(area: str, year: int | None, policy: PolicyBook) -> date | None:
    if year is None or not (is_area_code(area) and is_known_area(area)):
        return None
    try:
        return policy.read(windows, area, year).period_start
    except PolicyNotKnown:
        return None
