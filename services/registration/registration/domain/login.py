"""Logins: by which way somebody comes, and what the sign-on has verified of him (R-011)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from enrolment_terms.documents import Document
from enrolment_terms.labels import labelled
from enrolment_terms.writing import normal_number

SIGN_ON = "sign-on"
"""Who records and confirms a binding that no counter has made."""


class LoginWay(StrEnum):
    """How somebody logs in."""

    WECHAT = "WECHAT"
    PHONE = "PHONE"


class RealNameLevel(StrEnum):
    """How surely the sign-on has verified who somebody is, the least first."""

    NAME = "NAME"
    FACE = "FACE"
    COUNTER = "COUNTER"

    def reaches(self, least: "RealNameLevel") -> bool:
        """True if it is at least as sure."""
        order = list(RealNameLevel)
        return order.index(self) >= order.index(least)


labelled(LoginWay, "登录方式", {LoginWay.WECHAT: "微信", LoginWay.PHONE: "手机号"})
labelled(
    RealNameLevel,
    "实名等级",
    {RealNameLevel.NAME: "姓名与证件核验", RealNameLevel.FACE: "实人核验", RealNameLevel.COUNTER: "窗口核验"},
)


@dataclass(frozen=True, slots=True)
class VerifiedIdentity:
    """What the sign-on says of somebody; never what he says of himself."""

    document: Document
    level: RealNameLevel
    credential_active: bool


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """Of codes by text message: how long one is good, how often it may be tried, and how often one telephone gets one."""

    life: timedelta = timedelta(minutes=5)
    tries: int = 5
    between: timedelta = timedelta(minutes=1)
    a_day: int = 6
    a_day_of_known: int = 4
    """More, for a device that has logged in by this telephone before: whoever knows a number alone uses up the others (runbook logins)."""


CODE_LIMITS = CodeLimits()
_PHONE = re.compile(r"1[0-9]{10}")


def phone_of(typed: str) -> str | None:
    """A mobile number of the mainland as eleven digits, also with +86 and signs between; None for anything else."""
    digits = re.sub(r"[-()]", "", normal_number(typed)).removeprefix("+86")
    return digits if _PHONE.fullmatch(digits) else None
