"""An office tells what it knows of the person of a case: where he lives, whether he is special or a soldier (R-122, R-125, R-130)."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import msgspec

from dedup.domain.cases import OPEN
from dedup.domain.choices import Circumstances, faults_of_circumstances
from dedup.errors import CaseFactsHaveFaults, CaseIsOver
from dedup.use_cases.look_at_people import look_at_said
from dedup.use_cases.read_case import Act, hold_case
from enrolment_events.duplicates import DuplicateCaseState
from service_runtime import Transaction


async def record_case_facts(tx: Transaction, case_id: UUID, told: Mapping[str, Any], act: Act) -> None:
    """`told`: those of the `Circumstances` that change. Raises CaseNotKnown, CaseChanged, CaseIsOver; CaseFactsHaveFaults."""
    known = await hold_case(tx, case_id, act)
    if DuplicateCaseState(known.case.state) not in OPEN:
        raise CaseIsOver()
    before = known.case.facts
    now = Circumstances(**{name: told.get(name, getattr(before, name)) for name in Circumstances.__slots__})
    if faults := faults_of_circumstances(now):
        raise CaseFactsHaveFaults(reasons=faults)
    changed = replace(known.case, facts=msgspec.structs.replace(before, **asdict(now)))
    tx.audit("duplicate_case.facts_told", subject=str(case_id), actor=act.actor, detail={"told": sorted(told)})
    await look_at_said(tx, [known.case.number], [changed], act.actor)
