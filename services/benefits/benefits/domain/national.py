"""Transaction 1101 of the national platform (人员信息获取): baseinfo, insuinfo, idetinfo with national codes.

Field names and codes are those that deployments show; this service knows no name and no document number, and leaves both empty.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from benefits.domain.facts import EmployeeSpell, Mark, Participation, PersonFacts
from benefits.domain.person import PersonOutcomes
from enrolment_terms.documents import Sex
from enrolment_terms.labels import PSN_INSU_STAS
from enrolment_terms.regions import county_of
from enrolment_terms.scheme import ParticipationState, PsnInsuStas, Scheme

_GEND = {Sex.MALE: "1", Sex.FEMALE: "2", None: "0"}
_NO_NAME = "待遇服务不保存姓名和证件号码"
_PAUSED = (ParticipationState.SUSPENDED, ParticipationState.STOPPED, ParticipationState.TERMINATED)
NOT_TOLD = "本系统没有该日所在年度的参保登记，不能据此判断是否在其他地区参保或参加职工医保"
Days = tuple[date | None, date | None]
"""First and last day of a cover."""


def person_information(person_id: str, facts: PersonFacts, decided: PersonOutcomes, on: date) -> dict[str, Any]:
    """The output of 1101: every participation of either scheme with the days of its own cover."""
    return {
        "baseinfo": {
            "psn_no": person_id,
            "psn_cert_type": "",
            "certno": "",
            "psn_name": "",
            "gend": _GEND[facts.sex],
            "naty": "",
            "brdy": _text(facts.born),
            "age": _age(facts.born, on),
            "exp_content": _NO_NAME,
        },
        "insuinfo": [
            *(_resident(one, days) for one, days in _participations(facts, decided)),
            *(_employee(one, on) for one in facts.spells if one.first_paid_on),
        ],
        "idetinfo": [_identity(mark) for mark in facts.marks],
    }


def state_name(state: ParticipationState) -> str:
    """The Chinese word for a national code of 人员参保状态."""
    return PSN_INSU_STAS[state.psn_insu_stas]


def _participations(facts: PersonFacts, decided: PersonOutcomes) -> Iterator[tuple[Participation, Days]]:
    """The newest year first; a newborn's of two years twice (R-024), one that gives nothing without days."""
    covers: dict[str, list[Days]] = {}
    for outcome in reversed(decided.outcomes):
        covers.setdefault(outcome.participation.id, []).append((outcome.decision.starts_on, outcome.decision.ends_on))
    for one in sorted(facts.participations, key=lambda one: (-one.benefit_year, one.id)):
        for first, last in covers.get(one.id, [(None, None)]):
            yield one, (first, last if first else None)


def _resident(participation: Participation, days: Days) -> dict[str, Any]:
    return {
        "balc": "0",
        "insutype": participation.scheme.insutype,
        "psn_type": "",
        "psn_insu_stas": participation.state.psn_insu_stas,
        "psn_insu_date": _text(participation.registered_on),
        "paus_insu_date": _text(participation.effective_on if participation.state in _PAUSED else None),
        "cvlserv_flag": "0",
        "insuplc_admdvs": county_of(participation.area),
        "emp_name": "",
        "begndate": _text(days[0]),
        "enddate": _text(days[1]),
    }


def _employee(spell: EmployeeSpell, on: date) -> dict[str, Any]:
    over = spell.benefits_until is not None and spell.benefits_until < on
    return {
        "balc": "0",
        "insutype": Scheme.EMPLOYEE.insutype,
        "psn_type": "",
        "psn_insu_stas": PsnInsuStas.SUSPENDED if over else PsnInsuStas.NORMAL,
        "psn_insu_date": _text(spell.first_paid_on),
        "paus_insu_date": _text(spell.benefits_until if over else None),
        "cvlserv_flag": "0",
        "insuplc_admdvs": "",
        "emp_name": "",
        "begndate": _text(spell.benefits_from),
        "enddate": _text(spell.benefits_until),
    }


def _identity(mark: Mark) -> dict[str, Any]:
    return {
        "psn_idet_type": mark.category,
        "psn_type_lv": "",
        "memo": "困难居民",
        "begntime": _moment(mark.marked_on),
        "endtime": _moment(mark.removal_received_on),
    }


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(day: date | None) -> str:
    """日期时间型: yyyy-MM-dd HH:mm:ss."""
    return f"{day} 00:00:00" if day else ""


def _age(born: date | None, on: date) -> str:
    if born is None:
        return ""
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))
