"""The feed of other regions and the employee scheme, and the index by person."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from dedup.domain.spell import Spell
from dedup.errors import PersonNotKnown
from dedup.repository.people import is_person_in
from dedup.repository.reported_spells import ReportedSpell
from dedup.repository.spell_index import Look, find_spells
from dedup.schemas import ReasonOut, RefusedSpell, SpellList, SpellOut, SpellReport, SpellReports, SpellsReceipt
from dedup.use_cases.report_spells import report_spells
from enrolment_terms.sealed import IdentityToken
from service_runtime import Caller, Reading, Tx, allow, service_router

router = service_router("/dedup/v1/spells", tags=["spells"])
_EVER = datetime.max.replace(tzinfo=UTC)


@router.post("", operation_id="reportSpells", dependencies=[allow("operator")])
async def report(feed: SpellReports, tx: Tx, caller: Caller) -> SpellsReceipt:
    """Report spells; one with a known reference replaces what was reported before."""
    receipt = await report_spells(tx, [_reported(spell) for spell in feed.spells], tx.now)
    tx.audit(
        "spells.reported", subject="feed", actor=caller.subject, detail={"accepted": receipt.accepted, "refused": len(receipt.refused)}
    )
    refused = [
        RefusedSpell(spell_ref=ref, reasons=[ReasonOut(code=one.code, msg=one.msg, field=one.field) for one in reasons])
        for ref, reasons in receipt.refused
    ]
    return SpellsReceipt(accepted=receipt.accepted, refused=refused)


@router.get("", operation_id="listSpells", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def list_spells(person_id: Annotated[UUID, Query(title="人员编号")], reading: Reading, caller: Caller) -> SpellList:
    """All spells known of a person of the caller's areas, matched over all documents."""
    if not await is_person_in(reading, person_id, caller.area_patterns):
        raise PersonNotKnown()
    [spells] = await find_spells(reading, [Look(tokens=(), person_id=person_id, known_at=_EVER)])
    return SpellList(items=[_shown(spell) for spell in sorted(spells, key=lambda spell: (spell.starts_on, spell.ref))])


def _reported(report: SpellReport) -> ReportedSpell:
    spell = Spell(
        ref=report.spell_ref,
        scheme=report.scheme,
        identity=report.identity,
        area=report.area,
        benefit_year=report.benefit_year,
        starts_on=report.starts_on,
        ends_on=report.ends_on,
        paid=report.paid,
        state=report.state,
    )
    return ReportedSpell(IdentityToken(report.token), spell, report.source)


def _shown(spell: Spell) -> SpellOut:
    return SpellOut(
        spell_ref=spell.ref,
        scheme=spell.scheme,
        identity=spell.identity,
        area=spell.area,
        benefit_year=spell.benefit_year,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
        paid=spell.paid,
        state=spell.state,
    )
