"""Which facts can change an answer: whether everything that is decided of a person stays as it is when some facts are added.

Rare facts always may; of the ordinary ones only what cannot matter is named here. In doubt: derive again.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import cast

from benefits.domain.fact_kinds import FactRow, Newest, content_of, meet
from benefits.domain.facts import Participation, Payment
from benefits.domain.suspension import interruptions_of
from enrolment_terms.scheme import ParticipationState, Payer, Scheme

FactVersion = tuple[str, str, int]
"""Kind, fact id, version."""
_ORDINARY = {"IDENTITY", "PARTICIPATION", "PAYMENT"}


def decides_the_same(known: Sequence[FactRow], added: Collection[FactVersion]) -> bool:
    """True if no decision and no year of a person can differ for those of the known facts that were added."""
    before, after = _newest(row for row in known if row[:3] not in added), _newest(known)
    changed = [key for key, (_, body) in after.items() if key not in before or before[key][1] != body]
    if not changed:
        return True  # told again, or older than what is known
    if any(kind != "PARTICIPATION" for kind, _ in changed) or any(kind not in _ORDINARY for kind, _ in after):
        return False
    payments = [cast(Payment, content_of(kind, body)) for (kind, _), (_, body) in after.items() if kind == "PAYMENT"]
    return all(_weight(before, key, payments) == _weight(after, key, payments) for key in changed)


def _newest(rows: Iterable[FactRow]) -> Newest:
    found: Newest = {}
    meet(found, rows)
    return found


def _weight(facts: Newest, key: tuple[str, str], payments: Sequence[Payment]) -> object:
    """What of a participation decides; None if it opens and closes nothing: not known, or nobody has paid or pays for it (R-061)."""
    if key not in facts:
        return None
    one = cast(Participation, content_of(key[0], facts[key][1]))
    if one.scheme is not Scheme.RESIDENT:
        return facts[key]
    paid = [payment for payment in payments if payment.participation_id == one.id]
    if not paid and one.paid_on is None and one.payer is not Payer.FINANCE:
        return None
    # where money is known for the year, its day decides and not the participation's
    paid_on = one.paid_on if all(payment.benefit_year != one.benefit_year for payment in paid) else None
    cancelled = one.state is ParticipationState.CANCELLED
    return one.benefit_year, one.area, one.category, one.payer, one.registered_on, paid_on, cancelled, interruptions_of(one)
