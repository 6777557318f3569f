"""How hospitals call their claims. Hospital and reference make the claim's id, and are kept sealed."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from benefits.tables import claims
from enrolment_terms.identifiers import named_id
from row_sets import Driver, Statement, columns_of, insert_rows, names_of
from service_runtime import Safe

_FEED = UUID("f2a6b5b4-46f2-5d8e-9b53-4a1f3b7c2d10")
_PURPOSE = "claim"


class ClaimReference(NamedTuple):
    """A hospital and what it calls a claim. No hospital: a claim from before hospitals were told apart, it is the operators' feed's."""

    hospital: str | None
    claim_ref: str


class _Named(NamedTuple):
    claim_id: UUID
    reference: str


_ADD = Statement(insert_rows(claims, *names_of(_Named)).on_conflict_do_nothing())
_encode = msgspec.json.Encoder().encode


def claim_id_of(safe: Safe, reference: ClaimReference) -> UUID:
    """Equal for one reference of one hospital, and for nothing else; tells nothing of either."""
    if reference.hospital is None:
        return named_id(_FEED, reference.claim_ref)
    return UUID(safe.digest(_encode(reference).decode(), _PURPOSE)[:32], version=5)


async def name_claims(driver: Driver, safe: Safe, named: Sequence[tuple[UUID, ClaimReference]]) -> None:
    """Keep the references of new claims."""
    rows = [_Named(claim_id, safe.seal(_encode(reference).decode(), _PURPOSE, claim_id)) for claim_id, reference in named]
    await _ADD.run(driver, **columns_of(rows, names_of(_Named)))
