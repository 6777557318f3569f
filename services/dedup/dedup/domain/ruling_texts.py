"""A ruling in Chinese sentences: what matched, which principle, what follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import ChoiceAsked, DecidedBy, RefundHint, Ruling
from dedup.domain.cover_days import first_double_day, months_in_employee_scheme
from dedup.domain.explanations import CLAUSES, PRINCIPLES
from dedup.domain.relations import Relation
from enrolment_events.duplicates import CaseRemedy, SuspendAction
from enrolment_terms.scheme import EmployeeIdentity, Scheme
from policy_parameters import PolicyBook, full_area_name
from policy_parameters.rule_parameters import refund_rules

_SCHEMES = {Scheme.RESIDENT: "居民医保", Scheme.EMPLOYEE: "职工医保"}
_IDENTITIES = {EmployeeIdentity.WORKER: "职工，", EmployeeIdentity.FLEXIBLE: "灵活就业，", None: ""}
_ACTIONS = {SuspendAction.SUSPEND: "暂停", SuspendAction.TERMINATE: "终止", SuspendAction.RESUME: "恢复"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the sentences are made of: all relations by name, the facts, and the day."""

    relations: Mapping[str, Relation]
    facts: CaseFacts
    today: date
    policy: PolicyBook

    def named(self, name: str) -> str:
        """A relation in words."""
        return relation_text(self.relations[name])

    @property
    def year(self) -> int:
        """The year whose numbers hold."""
        return self.facts.judged_on(self.today).year

    def citation(self, name: str) -> str:
        """Where a switch of the policy book stands, and how firm it is."""
        return self.policy.value(name, region=self.facts.area, year=self.year).citation


def relation_text(one: Relation) -> str:
    """广东省江门市居民医保（2024年度）, 广东省广州市职工医保（灵活就业，2024-05-01起）.

    A second participation of one region and year also says where and since when it is (R-001).
    """
    spell = one.spell
    place = full_area_name(spell.region) or spell.region
    if spell.scheme is Scheme.RESIDENT and spell.benefit_year is not None:
        apart = f"，{full_area_name(spell.area) or spell.area}，{spell.starts_on}起" if one.is_second else ""
        return f"{place}居民医保（{spell.benefit_year}年度{apart}）"
    until = f"至{spell.ends_on}" if spell.ends_on else "起"
    return f"{place}{_SCHEMES[spell.scheme]}（{_IDENTITIES[spell.identity]}{spell.starts_on}{until}）"


def action_text(remedy: CaseRemedy, one: Relation) -> str:
    """广东省江门市居民医保（2024年度）自2024-04-01至2024-08-31暂停."""
    until = f"至{remedy.until_on}" if remedy.until_on else "起"
    return f"{relation_text(one)}自{remedy.from_on}{until}{_ACTIONS[remedy.action]}"


def sentences(ruling: Ruling, telling: Telling) -> tuple[str, ...]:
    """All of them, in the order in which a clerk reads them."""
    return (
        _matched(ruling, telling),
        f"{PRINCIPLES[ruling.principle]}（{ruling.clause}）。",
        *_grounds(ruling, telling),
        *_decided(ruling, telling),
        *(_refund(hint, telling) for hint in ruling.refunds),
    )


def _matched(ruling: Ruling, telling: Telling) -> str:
    relations = [telling.relations[name] for name in ruling.order]
    begin = first_double_day(relations, date.min)
    over = "，重叠期间已过" if first_double_day(relations, telling.today) is None else ""
    records = "；".join(sorted(telling.named(name) for name in ruling.order))
    return f"查到{len(relations)}条参保缴费状态正常的参保信息记录：{records}。自{begin}起重叠{over}（{CLAUSES['R-120']}）。"


def _grounds(ruling: Ruling, telling: Telling) -> Iterator[str]:
    """Figures and readings that the principle was applied by."""
    if {"R-126", "R-128"} & set(ruling.rules):
        job = next(telling.relations[name] for name in ruling.order if telling.relations[name].spell.scheme is Scheme.EMPLOYEE)
        on = telling.facts.judged_on(telling.today)
        months = months_in_employee_scheme(job, telling.relations.values(), on)
        yield f"截至{on}，连续参加职工医保{months}个月（{telling.citation('duplicate.employee_continuous_keep_months')}）。"
    if "R-128" in ruling.rules:
        yield f"不足一年保留的关系依据：{telling.citation('duplicate.short_employee_keeps')}。"
    if ruling.principle == "R-127" and ruling.choice is not None:
        yield "各参保关系均可享受待遇的，由参保人选择（R-127，拟定口径）。"
    if "R-130" in ruling.rules:
        yield f"退役军人及其随军配偶转移接续参保关系，不受待遇享受等待期限制（{CLAUSES['R-130']}）。"
    decides = ruling.choice is None or ruling.decided_by is DecidedBy.TIME_OUT
    if "R-122" in ruling.rules and decides and not any(_lives_there(one, telling) for one in ruling.order):
        yield f"常住地不明或不在其中，按登记先后确定（{telling.citation('duplicate.residence_unknown')}）。"


def _lives_there(name: str, telling: Telling) -> bool:
    return telling.facts.lives_in(telling.relations[name].spell.area)


def _decided(ruling: Ruling, telling: Telling) -> Iterator[str]:
    if ruling.kept is None:
        assert ruling.choice is not None
        yield _asked(ruling.choice, telling)
        return
    yield f"{_by_whom(ruling, telling)}保留{telling.named(ruling.kept)}。"
    if not ruling.kept_stands and ruling.not_before is not None and ruling.not_before > telling.today:
        meanwhile = f"，此前由{telling.named(ruling.meanwhile)}享受待遇" if ruling.meanwhile else ""
        yield f"保留的关系自{ruling.not_before}起享受待遇{meanwhile}。"
    if ruling.decided_by is DecidedBy.CHOICE and telling.facts.promise_ref:
        yield f"书面承诺已留存备案，编号{telling.facts.promise_ref}。"
    yield from (f"{action_text(one, telling.relations[one.relation])}。" for one in ruling.remedies)
    if not ruling.remedies:
        yield "没有尚待办理的暂停、终止或恢复。"


def _by_whom(ruling: Ruling, telling: Telling) -> str:
    if ruling.decided_by is DecidedBy.CHOICE:
        return f"本人于{telling.facts.chosen_on}选择"
    if ruling.decided_by is DecidedBy.TIME_OUT and ruling.choice is not None:
        return f"本人至{ruling.choice.due_on}未选择，按处理原则"
    return "按处理原则"


def _asked(choice: ChoiceAsked, telling: Telling) -> str:
    among = "、".join(sorted(telling.named(name) for name in choice.among))
    promise = "，并由本人作出书面承诺留存备案" if choice.promise else ""
    if choice.due_on is None:
        return f"应征求参保人意愿，在{among}中选择保留一个{promise}。"
    late = f"逾期未选择的，按处理原则保留{telling.named(choice.fallback)}" if choice.fallback else "逾期未选择的，不得自动处理，应上报督办"
    return f"已于{telling.facts.asked_on}征求参保人意愿，请其在{choice.due_on}前（含当日）在{among}中选择保留一个{promise}；{late}。"


def _refund(hint: RefundHint, telling: Telling) -> str:
    grounds = telling.policy.read(refund_rules, telling.facts.area, telling.year).grounds
    label = next(ground.label for ground in grounds.values() if ground.number == hint.ground)
    return (
        f"{telling.named(hint.relation)}已缴的费用，可在{hint.until_on}前（含当日）依申请退还，退费情形为“{label}”；"
        f"待遇享受期开始后不再退还（{CLAUSES['R-133']}）。"
    )
