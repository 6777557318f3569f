"""Transaction 1101 of the national platform (人员信息获取): baseinfo, insuinfo, idetinfo with national codes.

Field names and codes are those that deployments show; this service knows no name and no document number, and leaves both empty.
"""

from datetime import date
from typing import Any

from benefits.domain.answers import Answer
from benefits.domain.facts import EmployeeSpell, Participation, PersonFacts
from enrolment_terms.documents import Sex
from enrolment_terms.labels import PSN_INSU_STAS
from enrolment_terms.regions import county_of
from enrolment_terms.scheme import ParticipationState, PsnInsuStas, Scheme

_GEND = {Sex.MALE: "1", Sex.FEMALE: "2", None: "0"}
_NO_NAME = "待遇服务不保存姓名和证件号码"


def person_information(person_id: str, facts: PersonFacts, answer: Answer, on: date) -> dict[str, Any]:
    """The output of 1101 for a day."""
    return {
        "baseinfo": {
            "psn_no": person_id,
            "psn_cert_type": "",
            "certno": "",
            "psn_name": "",
            "gend": _GEND[facts.sex],
            "naty": "",
            "brdy": facts.born.isoformat() if facts.born else "",
            "age": _age(facts.born, on),
            "exp_content": _NO_NAME,
        },
        "insuinfo": [
            *(_resident(one, answer) for one in _newest(facts)),
            *(_employee(one, on) for one in facts.spells if one.first_paid_on),
        ],
        "idetinfo": [
            {
                "psn_idet_type": mark.category,
                "psn_type_lv": "",
                "memo": "困难居民",
                "begntime": mark.marked_on.isoformat(),
                "endtime": mark.removal_received_on.isoformat() if mark.removal_received_on else "",
            }
            for mark in facts.marks
        ],
    }


def state_name(state: ParticipationState) -> str:
    """The Chinese word for a national code of 人员参保状态."""
    return PSN_INSU_STAS[state.psn_insu_stas]


def _newest(facts: PersonFacts) -> list[Participation]:
    return sorted(facts.participations, key=lambda one: (-one.benefit_year, one.id))


def _resident(participation: Participation, answer: Answer) -> dict[str, Any]:
    paused = participation.state in (ParticipationState.SUSPENDED, ParticipationState.STOPPED, ParticipationState.TERMINATED)
    covered = answer.covered and answer.scheme is participation.scheme and answer.benefit_year == participation.benefit_year
    return {
        "balc": "0",
        "insutype": participation.scheme.insutype,
        "psn_type": "",
        "psn_insu_stas": participation.state.psn_insu_stas,
        "psn_insu_date": participation.registered_on.isoformat(),
        "paus_insu_date": participation.effective_on.isoformat() if paused else "",
        "cvlserv_flag": "0",
        "insuplc_admdvs": county_of(participation.area),
        "emp_name": "",
        "begndate": answer.starts_on.isoformat() if covered and answer.starts_on else "",
        "enddate": answer.ends_on.isoformat() if covered and answer.ends_on else "",
    }


def _employee(spell: EmployeeSpell, on: date) -> dict[str, Any]:
    over = spell.benefits_until is not None and spell.benefits_until < on
    return {
        "balc": "0",
        "insutype": Scheme.EMPLOYEE.insutype,
        "psn_type": "",
        "psn_insu_stas": PsnInsuStas.SUSPENDED if over else PsnInsuStas.NORMAL,
        "psn_insu_date": spell.first_paid_on.isoformat() if spell.first_paid_on else "",
        "paus_insu_date": spell.benefits_until.isoformat() if over and spell.benefits_until else "",
        "cvlserv_flag": "0",
        "insuplc_admdvs": "",
        "emp_name": "",
        "begndate": spell.benefits_from.isoformat() if spell.benefits_from else "",
        "enddate": spell.benefits_until.isoformat() if spell.benefits_until else "",
    }


def _age(born: date | None, on: date) -> str:
    if born is None:
        return ""
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))
