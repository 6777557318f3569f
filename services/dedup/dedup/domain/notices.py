"""What is to be told to another region once the new registration is complete: never before it (C8: no gap)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from enrolment_events.dedup import Hit
from enrolment_events.duplicates import NoticeKind, NoticeState
from enrolment_terms.scheme import ParticipationState


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to the region of `area` about the relation in force there since `hit.starts_on`."""

    kind: NoticeKind
    area: str
    hit_no: int


NOTICE_BY_RULE: Mapping[str, NoticeKind] = {
    "R-085": NoticeKind.SUSPEND_OLD_RELATION,  # 确需: register, old one suspended automatically
    "R-087": NoticeKind.SUSPEND_OLD_RELATION,  # 签订知情同意书: then the system suspends the old one
    "R-088": NoticeKind.SUSPEND_AT_YEAR_END,  # 将其原参保地当年12月31日参保状态改为“暂停参保”
}
_CAME_TO_NOTHING = {ParticipationState.CANCELLED, ParticipationState.LAPSED}


def notices_for(hits: Iterable[Hit]) -> tuple[Notice, ...]:
    """The notices that a registration over these hits brings; a refused hit brings none."""
    return tuple(
        Notice(NOTICE_BY_RULE[hit.rule], hit.area, number)
        for number, hit in enumerate(hits)
        if hit.code is None and hit.rule in NOTICE_BY_RULE
    )


BY_CONSENT = "R-087"
"""The rule by which a relation elsewhere is suspended because its person has agreed to it."""


def notice_state(participation: ParticipationState, rule: str, *, consent_withdrawn: bool) -> NoticeState:
    """OPEN while the new registration stands, and the consent where it is told by one (B22, B23)."""
    without_right = consent_withdrawn and rule == BY_CONSENT
    return NoticeState.WITHDRAWN if participation in _CAME_TO_NOTHING or without_right else NoticeState.OPEN
