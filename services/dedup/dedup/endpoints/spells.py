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
from dedup.schemas import RefusedSpell, SpellReport, SpellReports, SpellResponse, SpellsReceipt
from dedup.use_cases.report_spells import report_spells
from enrolment_terms.sealed import IdentityToken
from service_runtime import Caller, Read, Tx, allow, limited, refusals, service_router
from service_runtime.rest import Page, ReasonResponse

router = service_router("/dedup/v1/spells", tags=["参保信息"])


@router.post("", operation_id="reportSpells", dependencies=[allow("operator"), limited("upload")])
async def report(feed: SpellReports, tx: Tx, caller: Caller) -> SpellsReceipt:
    """报送参保信息

    编号相同的，以后报的为准；有误的单独退回，其余照常接收。
    """
    receipt = await report_spells(tx, [_reported(spell) for spell in feed.spells])
    tx.audit(
        "spells.reported", subject="feed", actor=caller.subject, detail={"accepted": receipt.accepted, "refused": len(receipt.refused)}
    )
    refused = [
        RefusedSpell(spell_ref=ref, reasons=[ReasonResponse.model_validate(one) for one in reasons]) for ref, reasons in receipt.refused
    ]
    return SpellsReceipt(accepted=receipt.accepted, refused=refused)


@router.get(
    "",
    operation_id="listSpells",
    dependencies=[allow("clerk", "reviewer", "operator", "auditor")],
    responses=refusals(PersonNotKnown),
)
async def list_spells(person_id: Annotated[UUID, Query(title="人员编号")], read: Read, caller: Caller) -> Page[SpellResponse]:
    """查询一人的全部参保信息

    按该人员的全部证件匹配，一页给出。
    """
    if not await is_person_in(read.driver, person_id, caller.area_patterns):
        raise PersonNotKnown()
    [spells] = await find_spells(read.driver, [SpellQuery(tokens=(), person_id=person_id)])
    return Page(items=[SpellResponse.model_validate(spell) for spell in sorted(spells, key=attrgetter("starts_on", "spell_ref"))])


def _reported(report: SpellReport) -> ReportedSpell:
    return ReportedSpell(IdentityToken(report.token), Spell(**report.model_dump(exclude={"token", "source"})), report.source)
