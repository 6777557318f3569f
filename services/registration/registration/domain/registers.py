"""Registers of other departments: what each can say about a person, and when what it said counts (R-005, S3 Art. 4, A24-A34).

A department says that it holds a record on the person of a document, or that it holds none. What it holds takes the place of a paper; what
it does not hold refuses nothing: the paper is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from enrolment_terms.documents import Document
from enrolment_terms.labels import labelled


class Source(StrEnum):
    """Who says something of a person: our own file, or a department that keeps a register (A24-A34)."""

    OWN_FILE = "OWN_FILE"
    PUBLIC_SECURITY = "PUBLIC_SECURITY"
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS"
    HEALTH = "HEALTH"
    EDUCATION = "EDUCATION"
    HUMAN_RESOURCES = "HUMAN_RESOURCES"
    JUSTICE = "JUSTICE"
    VETERANS = "VETERANS"
    DISABLED_FEDERATION = "DISABLED_FEDERATION"
    MARKET_REGULATION = "MARKET_REGULATION"


labelled(
    Source,
    "数据来源",
    {
        Source.OWN_FILE: "本系统参保档案",
        Source.PUBLIC_SECURITY: "公安部门",
        Source.CIVIL_AFFAIRS: "民政部门",
        Source.HEALTH: "卫生健康部门",
        Source.EDUCATION: "教育部门",
        Source.HUMAN_RESOURCES: "人力资源社会保障部门",
        Source.JUSTICE: "司法部门",
        Source.VETERANS: "退役军人事务部门",
        Source.DISABLED_FEDERATION: "残疾人联合会",
        Source.MARKET_REGULATION: "市场监管部门",
    },
)


class Register(StrEnum):
    """What may be asked."""

    HOUSEHOLD = "HOUSEHOLD"
    MOVE_IN = "MOVE_IN"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    IDENTITY = "IDENTITY"
    SUBSIDY = "SUBSIDY"
    DISABILITY = "DISABILITY"
    BIRTH = "BIRTH"
    DEATH = "DEATH"
    STUDENT = "STUDENT"
    EMPLOYMENT_END = "EMPLOYMENT_END"
    UNEMPLOYMENT = "UNEMPLOYMENT"
    RETIREMENT = "RETIREMENT"
    RELEASE = "RELEASE"
    DISCHARGE = "DISCHARGE"
    BUSINESS_LICENCE = "BUSINESS_LICENCE"
    KINSHIP = "KINSHIP"
    BIRTH_PARENT = "BIRTH_PARENT"
    MARRIAGE = "MARRIAGE"
    EMPLOYMENT = "EMPLOYMENT"
    SOCIAL_INSURANCE = "SOCIAL_INSURANCE"


_S, _R = Source, Register
KEEPER: Mapping[Register, Source] = {
    _R.HOUSEHOLD: _S.PUBLIC_SECURITY,
    _R.MOVE_IN: _S.PUBLIC_SECURITY,
    _R.RESIDENCE_PERMIT: _S.PUBLIC_SECURITY,
    _R.IDENTITY: _S.PUBLIC_SECURITY,
    _R.SUBSIDY: _S.CIVIL_AFFAIRS,
    _R.DEATH: _S.CIVIL_AFFAIRS,
    _R.DISABILITY: _S.DISABLED_FEDERATION,
    _R.BIRTH: _S.HEALTH,
    _R.STUDENT: _S.EDUCATION,
    _R.EMPLOYMENT_END: _S.HUMAN_RESOURCES,
    _R.UNEMPLOYMENT: _S.HUMAN_RESOURCES,
    _R.RETIREMENT: _S.HUMAN_RESOURCES,
    _R.RELEASE: _S.JUSTICE,
    _R.DISCHARGE: _S.VETERANS,
    _R.BUSINESS_LICENCE: _S.MARKET_REGULATION,
    _R.KINSHIP: _S.PUBLIC_SECURITY,
    _R.BIRTH_PARENT: _S.HEALTH,
    _R.MARRIAGE: _S.CIVIL_AFFAIRS,
    _R.EMPLOYMENT: _S.HUMAN_RESOURCES,
    _R.SOCIAL_INSURANCE: _S.HUMAN_RESOURCES,
}
"""Who keeps which register."""
DEPARTMENTS = tuple(dict.fromkeys(KEEPER.values()))
"""All who keep one."""
REGISTER_OF: Mapping[str, Register] = {
    "HOUSEHOLD_BOOK": _R.HOUSEHOLD,
    "MOVE_IN_CERTIFICATE": _R.MOVE_IN,
    "RESIDENCE_PERMIT": _R.RESIDENCE_PERMIT,
    "ID_CARD": _R.IDENTITY,
    "BIRTH_CERTIFICATE": _R.BIRTH,
    "SCHOOL_CERTIFICATE": _R.STUDENT,
    "ADMISSION_PROOF": _R.STUDENT,
    "TRANSFER_CERTIFICATE": _R.STUDENT,
    "EMPLOYEE_STOP_PROOF": _R.EMPLOYMENT_END,
    "TERMINATION_PROOF": _R.EMPLOYMENT_END,
    "UNEMPLOYMENT_DECISION": _R.UNEMPLOYMENT,
    "RETIREMENT_DECISION": _R.RETIREMENT,
    "RELEASE_CERTIFICATE": _R.RELEASE,
    "DISCHARGE_CERTIFICATE": _R.DISCHARGE,
    "SUBSIDY_MARK": _R.SUBSIDY,
    "DISABILITY_CARD": _R.DISABILITY,
    "DEATH_CERTIFICATE": _R.DEATH,
    "BUSINESS_LICENCE": _R.BUSINESS_LICENCE,
}
"""Kind of a material -> the register that says the same of the person himself."""
KINSHIP = (_R.KINSHIP, _R.BIRTH_PARENT)
"""Either says that somebody is a parent of the person: the household, or the birth certificate."""
KIN_OF_UNBORN = (_R.MARRIAGE,)
"""Says that somebody is the husband of a mother, and so the father of the child that she expects (民法典 第一千零七十三条)."""
OF_PARENT: Mapping[str, Register] = {
    "WORK_PROOF": _R.EMPLOYMENT,
    "PARENT_INSURED": _R.SOCIAL_INSURANCE,
    "FOREIGN_PARENT": _R.IDENTITY,
}
"""Kind of a material -> the register that says the same of a parent (R-012, R-017, R-020)."""
FRESH_FOR = timedelta(days=31)
"""What a register tells may be so old; departments hand their changes on monthly (A24-A34)."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody by document and name: a number alone proves nobody."""

    document: Document
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """Does this register hold a record on this person, or on this person and a parent of his?

    `only_if`: asked only once one of these is answered with a record, so that no department is asked about a stranger.
    """

    register: Register
    document: Document
    name: str
    parent: Named | None = None
    only_if: tuple["Question", ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAnswer:
    """What a department said. `reference` is its own number of the record; `as_of` the day of its data; `area` where it lies."""

    answer_id: UUID
    register: Register
    held: bool
    as_of: date
    reference: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    area: str | None = None

    @property
    def makes_sense(self) -> bool:
        """False for an answer that contradicts itself: a record without a number, or one that ends before it begins."""
        if not self.held:
            return self.reference is None and self.valid_from is None and self.valid_to is None and self.area is None
        return bool(self.reference) and not (self.valid_from and self.valid_to and self.valid_to < self.valid_from)

    def is_fresh(self, today: date) -> bool:
        """Of today or not long before; what is of a day to come is a slip."""
        return today - FRESH_FOR <= self.as_of <= today

    def proves(self, today: date) -> bool:
        """True if it takes the place of a paper on that day."""
        begun = self.valid_from is None or self.valid_from <= today
        ended = self.valid_to is not None and self.valid_to < today
        return self.held and self.makes_sense and self.is_fresh(today) and begun and not ended
