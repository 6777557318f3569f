"""The person's answer: which relation is kept (R-122, R-124, R-125, R-127)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import ChoiceAsked, Ruling
from enrolment_terms.reasons import Reason, ReasonCode, reason
from policy_parameters import is_known_area


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person says: the name of a relation, on which day, and the number of the written promise in the archive.

    `in_person`: no office files it, the person says so where he is logged in.
    """

    chosen: str
    chosen_on: date
    promise_ref: str | None = None
    in_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What an office knows of the person beside the records (R-122, R-125, R-130)."""

    residence_area: str | None
    special: bool
    identified_area: str | None
    soldier: bool


def faults_of_answer(answer: Answer, ruling: Ruling | None, facts: CaseFacts, today: date) -> list[Reason]:
    """Why it is no answer to what was asked, all reasons at once; nothing if it is one."""
    found = [reason(ReasonCode.DATE_IN_FUTURE, field="chosen_on")] if answer.chosen_on > today else []
    asked, rule = (ruling.choice, ruling.principle) if ruling else (None, None)
    if asked is None or facts.asked_on is None or facts.asked_on > today:
        return [*found, reason(ReasonCode.OTHER, field="chosen", rule=rule, msg="本案件不征求参保人选择")]
    return [*found, *_faults(answer, asked, rule, facts.asked_on)]


def _faults(answer: Answer, asked: ChoiceAsked, rule: str | None, asked_on: date) -> Iterator[Reason]:
    if answer.chosen not in asked.among:
        yield reason(ReasonCode.OTHER, field="chosen", rule=rule, msg="所选参保关系不在征求意愿的范围内")
    if answer.chosen_on < asked_on:
        yield reason(ReasonCode.OTHER, field="chosen_on", rule=rule, msg=f"选择日期早于征求意愿的日期{asked_on}")
    if asked.times_out and asked.due_on is not None and answer.chosen_on > asked.due_on:
        yield reason(
            ReasonCode.DEADLINE_PASSED, field="chosen_on", rule=rule, msg=f"已过选择期限{asked.due_on}，按处理原则确定保留的参保关系"
        )
    if asked.promise and not answer.promise_ref:
        field, how = ("promise_accepted", "请确认承诺") if answer.in_person else ("promise_ref", "请填写承诺书编号")
        yield reason(ReasonCode.OTHER, field=field, rule="R-124", msg=f"资助参保对象须由本人作出书面承诺留存备案，{how}")


def faults_of_circumstances(said: Circumstances) -> list[Reason]:
    """Places that nobody knows; a place of identification of somebody who is not special (R-125)."""
    places = {"residence_area": said.residence_area, "identified_area": said.identified_area}
    unknown = [name for name, area in places.items() if area is not None and not is_known_area(area)]
    found = [reason(ReasonCode.UNKNOWN_AREA, field=name) for name in unknown]
    if said.identified_area is not None and not said.special:
        text = "身份认定地区只用于资助参保救助对象、残疾人等特殊人员"
        found.append(reason(ReasonCode.OTHER, field="identified_area", rule="R-125", msg=text))
    return found
