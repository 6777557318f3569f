"""Confirm or refuse a mandate that somebody asked for; end one."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from enrolment_terms.reasons import Reason
from registration.domain.four_eyes import entry_and_check_differ
from registration.domain.mandate import MandateState
from registration.domain.scope import Scope
from registration.errors import DecisionNeedsReasons, FilerDecides, TransitionNotAllowed
from registration.repository.mandate_rows import LockedMandate, decide, end, lock_in_area, lock_to_end
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.use_cases.looks import LOOKS
from registration.use_cases.publish_mandates import publish_mandates
from service_runtime import NotFound, Transaction


async def decide_mandate(tx: Transaction, mandate_id: UUID, confirmed: bool, reasons: Sequence[Reason], scope: Scope) -> MandateState:
    """IN_FORCE or REFUSED. Raises NotFound, TransitionNotAllowed, FilerDecides, DecisionNeedsReasons."""
    await PERSON_FACTS.hold(tx)
    found = await lock_in_area(tx.driver, mandate_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "mandate")
        raise NotFound()
    if found.state is not MandateState.REQUESTED or (found.until_on and found.until_on < tx.now.date()):
        raise TransitionNotAllowed()
    own = scope.filed_by in (found.recorded_by, found.subject) or found.token in scope.shown
    if own and entry_and_check_differ(tx.policy, found.region, tx.now.year):
        raise FilerDecides()
    if not confirmed and not reasons:
        raise DecisionNeedsReasons()
    state = MandateState.IN_FORCE if confirmed else MandateState.REFUSED
    told = tx.safe.seal(msgspec.json.encode(reasons).decode(), "mandate.reasons", mandate_id) if reasons else None
    decided = await decide(tx.driver, mandate_id, state, told, scope.filed_by, tx.now)
    if confirmed:
        publish_mandates(tx, [decided])
    tx.audit("mandate.decided", subject=str(mandate_id), actor=scope.filed_by, detail={"state": state})
    return state


async def end_mandate(tx: Transaction, mandate_id: UUID, scope: Scope) -> MandateState:
    """ENDED: it does not hold today. By its holder, the person represented, or an office. Raises NotFound, TransitionNotAllowed."""
    found = await lock_to_end(tx.driver, mandate_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "mandate")
        raise NotFound()
    if not _may_end(found, tx):
        raise TransitionNotAllowed()
    last_day = tx.now.date() - timedelta(days=1)
    ended = await end(tx.driver, mandate_id, last_day, scope.filed_by, tx.now)
    if found.state is MandateState.IN_FORCE:
        publish_mandates(tx, [ended])
    tx.audit("mandate.ended", subject=str(mandate_id), actor=scope.filed_by)
    return MandateState.ENDED


def _may_end(found: LockedMandate, tx: Transaction) -> bool:
    past = found.until_on is not None and found.until_on < tx.now.date()
    return found.state in (MandateState.REQUESTED, MandateState.IN_FORCE) and not past
