"""The decisions of this service under names, for rule cases written by clerks (docs/rule-cases.md)."""

from typing import Annotated

from msgspec import Meta

from policy_parameters import Answer, Area, Decision, FactsRefused, PolicyBook, Year
from policy_parameters.rule_parameters import targets
from registration.domain.eligibility import same_pooling_region
from registration.domain.progress import percent
from registration.domain.rule_cases_of_applications import APPLICATION_DECISIONS
from registration.domain.rule_cases_of_offices import OFFICE_DECISIONS
from registration.domain.rule_cases_of_participations import PARTICIPATION_DECISIONS

Percent = Annotated[str, Meta(pattern=r"[0-9]+\.[0-9]{2}", description="百分比（两位小数），如 81.89")]


class Completion(Answer, frozen=True):
    """Percent with two decimals."""

    of_target: Percent | None
    of_should_enrol: Percent | None


def target_completion(town: Area, paid: Annotated[int, Meta(ge=0)], benefit_year: Year, area: Area, policy: PolicyBook) -> Completion:
    """Percent of target and of those who should enrol (R-110, V-91). Raises FactsRefused for a town without a target."""
    row = next((row for row in targets(policy, area, benefit_year).towns if row.code == town), None)
    if row is None:
        raise FactsRefused(f"目标任务表没有 {town} 这一镇街")
    return Completion(percent(paid, row.target), percent(paid, row.should_enrol))


class MoveVerdict(Answer, frozen=True):
    """True if the move leaves the pooling region."""

    cross_region: bool


def cross_region_move(from_area: Area, to_area: Area) -> MoveVerdict:
    """R-008."""
    return MoveVerdict(not same_pooling_region(from_area, to_area))


DECISIONS = {
    **APPLICATION_DECISIONS,
    **PARTICIPATION_DECISIONS,
    "target_completion": Decision.of("镇街参保任务完成率", target_completion),
    **OFFICE_DECISIONS,
    "cross_region_move": Decision.of("是否跨统筹区转移", cross_region_move),
}
