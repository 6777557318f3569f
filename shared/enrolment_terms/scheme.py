"""The two schemes and who is in them, with the codes of the national platform (insutype, clct_way)."""

from enum import StrEnum


class Insutype(StrEnum):
    """险种类型, codes of the national platform."""

    EMPLOYEE = "310"
    RESIDENT = "390"


class PsnInsuStas(StrEnum):
    """人员参保状态, codes of the national platform."""

    NOT_ENROLLED = "0"
    NORMAL = "1"
    SUSPENDED = "2"
    TERMINATED = "4"


class Scheme(StrEnum):
    """险种: one person is in one scheme at a time (R-001)."""

    RESIDENT = "RESIDENT"
    EMPLOYEE = "EMPLOYEE"

    @property
    def insutype(self) -> Insutype:
        """National code: 390 城乡居民基本医疗保险, 310 职工基本医疗保险."""
        return Insutype.RESIDENT if self is Scheme.RESIDENT else Insutype.EMPLOYEE


class EmployeeIdentity(StrEnum):
    """Identity inside the employee scheme: 职工身份 or 灵活就业人员."""

    WORKER = "WORKER"
    FLEXIBLE = "FLEXIBLE"


class EmployeeChangeKind(StrEnum):
    """What an employer or an employee told the tax office of a relation that stands (S3 第八条, B21); never taken at a counter."""

    EMPLOYER_REVOKED = "EMPLOYER_REVOKED"
    EMPLOYER_MERGED = "EMPLOYER_MERGED"
    EMPLOYER_SPLIT = "EMPLOYER_SPLIT"
    EMPLOYER_OTHER = "EMPLOYER_OTHER"
    DETAILS = "DETAILS"
    STAFF = "STAFF"
    BASE = "BASE"


class HouseholdRole(StrEnum):
    """What somebody is to the head of the household (与户主关系)."""

    HEAD = "HEAD"
    SPOUSE = "SPOUSE"
    CHILD = "CHILD"
    PARENT = "PARENT"
    OTHER = "OTHER"


class Category(StrEnum):
    """参保类别: as what somebody is enrolled. MY1 ... MY9 are the mid-year categories of R-033."""

    GENERAL = "GENERAL"
    NEWBORN = "NEWBORN"
    STUDENT = "STUDENT"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    MIGRANT_CHILD = "MIGRANT_CHILD"
    FOREIGNER = "FOREIGNER"
    LAND_EXPROPRIATED = "LAND_EXPROPRIATED"
    MY1 = "MY1"
    MY2 = "MY2"
    MY3 = "MY3"
    MY4 = "MY4"
    MY5 = "MY5"
    MY6 = "MY6"
    MY7 = "MY7"
    MY8 = "MY8"


class Channel(StrEnum):
    """办理渠道: where an application came in."""

    YUE_YIBAO = "YUE_YIBAO"
    KIOSK = "KIOSK"
    COUNTER = "COUNTER"
    SCHOOL = "SCHOOL"
    AUTHORITY = "AUTHORITY"
    RENEWAL = "RENEWAL"
    IMPORT = "IMPORT"


class Payer(StrEnum):
    """Who pays the personal part: the person, finance (subsidised), a school that collects, the government (被征地农民, R-131)."""

    PERSON = "PERSON"
    FINANCE = "FINANCE"
    SCHOOL = "SCHOOL"
    GOVERNMENT = "GOVERNMENT"


class PaymentChannel(StrEnum):
    """缴费渠道 (B17)."""

    BANK_DEDUCTION = "BANK_DEDUCTION"
    YUE_YIBAO = "YUE_YIBAO"
    YUE_SHUITONG = "YUE_SHUITONG"
    YUE_SHENGSHI = "YUE_SHENGSHI"
    TAX_WECHAT = "TAX_WECHAT"
    TAX_TERMINAL = "TAX_TERMINAL"
    TAX_HALL = "TAX_HALL"
    SCHOOL = "SCHOOL"
    FINANCE = "FINANCE"


class ParticipationState(StrEnum):
    """参保状态, states of D2."""

    REGISTERED = "REGISTERED"
    ACTIVE = "ACTIVE"
    STOPPED = "STOPPED"
    SUSPENDED = "SUSPENDED"
    TERMINATED = "TERMINATED"
    LAPSED = "LAPSED"
    CANCELLED = "CANCELLED"

    @property
    def psn_insu_stas(self) -> PsnInsuStas:
        """National code of 人员参保状态: 0 not enrolled, 1 normal, 2 suspended, 4 terminated."""
        return _PSN_INSU_STAS[self]


_PSN_INSU_STAS = {
    ParticipationState.REGISTERED: PsnInsuStas.NOT_ENROLLED,
    ParticipationState.ACTIVE: PsnInsuStas.NORMAL,
    ParticipationState.STOPPED: PsnInsuStas.SUSPENDED,
    ParticipationState.SUSPENDED: PsnInsuStas.SUSPENDED,
    ParticipationState.TERMINATED: PsnInsuStas.TERMINATED,
    ParticipationState.LAPSED: PsnInsuStas.NOT_ENROLLED,
    ParticipationState.CANCELLED: PsnInsuStas.NOT_ENROLLED,
}


class BillKind(StrEnum):
    """Kind of a levy bill (R-056)."""

    NORMAL = "NORMAL"
    MIDYEAR = "MIDYEAR"
    NEWBORN_BIRTHYEAR = "NEWBORN_BIRTHYEAR"
    REPAIR = "REPAIR"


class BillState(StrEnum):
    """States of D3."""

    CREATED = "CREATED"
    HELD = "HELD"
    SENT = "SENT"
    DEDUCTING = "DEDUCTING"
    PAID = "PAID"
    FAILED_PERSONAL = "FAILED_PERSONAL"
    FAILED_SYSTEM = "FAILED_SYSTEM"
    RESEND_QUEUED = "RESEND_QUEUED"
    ABANDONED = "ABANDONED"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"


class FailureCause(StrEnum):
    """Why a deduction failed: the first two are the person's own (R-058), the others are not (R-059)."""

    INSUFFICIENT_BALANCE = "INSUFFICIENT_BALANCE"
    ACCOUNT_ABNORMAL = "ACCOUNT_ABNORMAL"
    OTHER_PERSONAL = "OTHER_PERSONAL"
    BANK_SYSTEM = "BANK_SYSTEM"
    TAX_SYSTEM = "TAX_SYSTEM"
    DATA_ERROR = "DATA_ERROR"

    @property
    def is_personal(self) -> bool:
        """True for the causes that 「视为自动弃保」 names (S2 §五(七))."""
        return self in _PERSONAL_CAUSES


_PERSONAL_CAUSES = {FailureCause.INSUFFICIENT_BALANCE, FailureCause.ACCOUNT_ABNORMAL, FailureCause.OTHER_PERSONAL}
