"""Another region or the employee scheme reports coverage spells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dedup.domain.spell import Spell
from dedup.repository.locks import lock_holders
from dedup.repository.reported_spells import ReportedSpell, save_reported
from dedup.use_cases.ask_suspensions import Concerned, ask_suspensions
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from enrolment_terms.scheme import Scheme
from policy_parameters import is_known_area
from service_runtime import Transaction


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many were taken; the others by reference, each with all its reasons (R-004)."""

    accepted: int
    refused: list[tuple[str, list[Reason]]]


async def report_spells(tx: Transaction, reported: Sequence[ReportedSpell]) -> Receipt:
    """Take every spell that makes sense; one that does not keeps no other from being taken."""
    refused, good = [], []
    for one in reported:
        if faults := list(_faults(one.spell, tx.now.date())):
            refused.append((one.spell.spell_ref, faults))
        else:
            good.append(one)
    if good:
        tokens = {one.token for one in good}
        await lock_holders(tx.driver, tokens)
        keys = await save_reported(tx.driver, tx.safe, good, tx.now)
        await ask_suspensions(tx, Concerned(tokens=tokens, spell_keys=keys))
    return Receipt(len(good), refused)


def _faults(spell: Spell, today: date) -> Iterable[Reason]:
    if not (is_area_code(spell.area) and is_known_area(spell.area[:2] + "0000")):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area")
    if not spell.lasts_to(spell.starts_on):
        yield reason(ReasonCode.OTHER, field="ends_on", msg="参保结束日期早于开始日期")
    if spell.first_paid_on is not None and not (spell.paid and spell.first_paid_on <= today):
        yield reason(ReasonCode.OTHER, field="first_paid_on", msg="首次缴费日期须不晚于今日，且参保信息为已缴费")
    if spell.scheme is Scheme.RESIDENT and spell.identity is not None:
        yield reason(ReasonCode.OTHER, field="identity", msg="居民医保没有职工参保身份")
