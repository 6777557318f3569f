"""Whoever confirmed a list has reviewed its rows: what dedup has nothing against is approved in his name (B9, R-009)."""

from collections.abc import Iterable
from uuid import UUID

from registration.domain.application_form import Faults
from registration.domain.review import Decision, Verdict
from registration.domain.scope import Scope
from registration.repository.listed_applications import confirmed_under_review
from registration.use_cases.decide_applications import decide_applications
from service_runtime import Transaction


async def approve_listed(tx: Transaction, application_ids: Iterable[UUID]) -> None:
    """Of these applications, those that a list has filed. What is not approved stays under review for an office (R-010, R-031)."""
    for (actor, areas), ids in (await confirmed_under_review(tx.driver, list(application_ids))).items():
        scope = Scope(actor, [f"{prefix}%" for prefix in areas], day=tx.now.date())
        await decide_applications(tx, [Decision(known, Verdict.APPROVE, Faults(), None) for known in ids], scope)
