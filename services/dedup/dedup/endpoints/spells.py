"""The feed of other regions and the employee scheme, and the index by person."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from dedup.domain.spell import Spell
from dedup.domain.told_by_regions import GoneSpell, ToldSpell
from dedup.errors import PersonNotKnown
from dedup.schemas.spells import RefusedSpell, SpellReport, SpellReports, SpellResponse, SpellsReceipt
from dedup.use_cases.list_spells import KnownSpell, list_spells
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.report_spells import Outcome, report_spells
from enrolment_terms.sealed import IdentityToken
from service_runtime import Caller, Read, Tx, allow, limited, refusals, service_router
from service_runtime.identity import whole_installation
from service_runtime.rest import Page, ReasonResponse

router = service_router("/dedup/v1/spells", tags=["参保信息"])


@router.post("", operation_id="reportSpells", dependencies=[allow("operator"), Depends(whole_installation), limited("upload")])
async def report(feed: SpellReports, tx: Tx, caller: Caller) -> SpellsReceipt:
    """报送参保信息

    同一数据来源的同一编号，版本大的为准，未写版本的以后报的为准；有误的单独退回，其余照常接收。限辖区为整个部署范围的运行人员。
    """
    receipt = await report_spells(tx, *_told(feed))
    counts = {outcome.name.lower(): number for outcome, number in receipt.outcomes.items()}
    tx.audit("spells.reported", subject="feed", actor=caller.subject, detail={**counts, "refused": len(receipt.refused)})
    return SpellsReceipt(
        accepted=receipt.accepted,
        unchanged=receipt.outcomes.get(Outcome.UNCHANGED, 0),
        stale=receipt.outcomes.get(Outcome.STALE, 0),
        refused=[
            RefusedSpell(spell_ref=refused.spell_ref, reasons=[ReasonResponse.model_validate(one) for one in refused.reasons])
            for refused in receipt.refused
        ],
    )


@router.get(
    "",
    operation_id="listSpells",
    dependencies=[allow("clerk", "reviewer", "operator", "auditor")],
    responses=refusals(PersonNotKnown),
)
async def spells(person_id: Annotated[UUID, Query(title="人员编号")], read: Read, caller: Caller) -> Page[SpellResponse]:
    """查询一人的全部参保信息

    按该人员的全部证件匹配，含其在外地的参保信息，一页给出；查询留痕。
    """
    with LOOKS.expecting(read, caller, "spells"):
        found = await list_spells(read, person_id, caller.area_patterns)
    LOOKS.note(read, caller, "spells", [person_id])
    return Page(items=[_shown(known) for known in found])


def _shown(known: KnownSpell) -> SpellResponse:
    told = known.told._asdict() if known.told else {"source": None}
    named = {name: value for name, value in asdict(known.spell).items() if name in SpellResponse.model_fields}
    return SpellResponse(**{**named, **told})


def _told(feed: SpellReports) -> tuple[list[ToldSpell], list[GoneSpell]]:
    told = [_spell(one) for one in feed.spells if not one.deleted]
    return told, [GoneSpell(one.source, one.spell_ref, one.version) for one in feed.spells if one.deleted]


def _spell(report: SpellReport) -> ToldSpell:
    spell = Spell(**report.model_dump(exclude={"token", "more_tokens", "source", "version", "deleted"}))
    tokens = tuple(dict.fromkeys(map(IdentityToken, (report.token, *report.more_tokens))))
    return ToldSpell(tokens=tokens, source=report.source, spell=spell, version=report.version)
