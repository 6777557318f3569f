"""The feed of other regions and the employee scheme, and the index by person."""

from operator import attrgetter
from typing import Annotated
from uuid import UUID

from fastapi import Query

from dedup.domain.spell import Spell
from dedup.errors import PersonNotKnown
from dedup.repository.people import is_person_in
from dedup.repository.reported_spells import ReportedSpell
from dedup.repository.spell_index import SpellQuery, find_spells
from dedup.schemas import ReasonResponse, RefusedSpell, SpellReport, SpellReports, SpellResponse, SpellsReceipt
from dedup.use_cases.report_spells import report_spells
from enrolment_terms.sealed import IdentityToken
from service_runtime import Caller, Read, Tx, allow, service_router
from service_runtime.rest import Page

router = service_router("/dedup/v1/spells", tags=["spells"])


@router.post("", operation_id="reportSpells", dependencies=[allow("operator")])
async def report(feed: SpellReports, tx: Tx, caller: Caller) -> SpellsReceipt:
    """Report spells; one with a known reference replaces what was reported before."""
    receipt = await report_spells(tx, [_reported(spell) for spell in feed.spells])
    tx.audit(
        "spells.reported", subject="feed", actor=caller.subject, detail={"accepted": receipt.accepted, "refused": len(receipt.refused)}
    )
    refused = [
        RefusedSpell(spell_ref=ref, reasons=[ReasonResponse.model_validate(one) for one in reasons]) for ref, reasons in receipt.refused
    ]
    return SpellsReceipt(accepted=receipt.accepted, refused=refused)


@router.get("", operation_id="listSpells", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def list_spells(person_id: Annotated[UUID, Query(title="人员编号")], read: Read, caller: Caller) -> Page[SpellResponse]:
    """All spells known of a person of the caller's areas, matched over all documents; one page."""
    if not await is_person_in(read.driver, person_id, caller.area_patterns):
        raise PersonNotKnown()
    [spells] = await find_spells(read.driver, [SpellQuery(tokens=(), person_id=person_id)])
    return Page(items=[SpellResponse.model_validate(spell) for spell in sorted(spells, key=attrgetter("starts_on", "spell_ref"))])


def _reported(report: SpellReport) -> ReportedSpell:
    return ReportedSpell(IdentityToken(report.token), Spell(**report.model_dump(exclude={"token", "source"})), report.source)
