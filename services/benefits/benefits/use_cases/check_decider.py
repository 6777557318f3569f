"""Who has a hand in a filing does not decide on it (R-009)."""

from dataclasses import replace

from benefits.domain.filing_states import Filing
from benefits.errors import FilerDecides
from benefits.repository.bindings import bound_people
from enrolment_events.benefits import FilingState
from service_runtime import Principal, ReadConnection


async def check_decider(read: ReadConnection, filing: Filing, caller: Principal) -> None:
    """Neither who handed it in or corrected it, nor whose own document or mandate it is about. Raises FilerDecides."""
    differs = read.policy.value("application.entry_checker_differs", region=filing.area, year=read.now.year).value
    hands = {move.actor for move in filing.history if move.to_state is FilingState.SUBMITTED}
    as_a_citizen = replace(caller, roles=caller.roles | {"citizen"})
    if (differs and caller.subject in hands) or filing.person_id in await bound_people(read, as_a_citizen):
        raise FilerDecides
