"""Forms of Annex 1 and their rows, within what an office may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import Sealed
from registration.domain.household_form import FormState, MemberAct
from registration.domain.scope import Scope
from registration.repository.scope_conditions import in_areas, scope_values
from registration.tables import applications, household_form_members, household_forms
from row_sets import Driver, Record, Statement, insert_rows, names_of, reader, row, update_rows, value, values_of

f, m, a = household_forms.c, household_form_members.c, applications.c


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """A form as it was accepted, and as far as it is entered."""

    form_id: UUID
    region: str
    area: str
    benefit_year: int
    state: FormState
    people: int
    accepted_by: str
    accepted_on: date
    accepted_at: datetime
    entered_by: str | None = None
    entered_at: datetime | None = None
    head: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMember:
    """A row: the application that it became, or why it became none."""

    member_id: UUID
    form_id: UUID
    member_no: int
    act: MemberAct
    application_id: UUID | None
    told: Sealed
    faults: Sealed | None


_FORM, _MEMBER = names_of(KeptForm), names_of(KeptMember)
_ACCEPT = Statement(sa.insert(household_forms).values(row(household_forms, *_FORM)))
_MINE = in_areas(f.area) | (f.accepted_by == value("desk", f.accepted_by))
_IN_SCOPE = sa.select(*(f[name] for name in _FORM)).where(f.form_id == value("form_id", f.form_id), _MINE)
_READ, _LOCK = Statement(_IN_SCOPE), Statement(_IN_SCOPE.with_for_update())
_MOVE = Statement(
    sa.update(household_forms)
    .where(f.form_id == value("form_id", f.form_id))
    .values(row(household_forms, "state", "entered_by", "entered_at", "head"))
)
_ADD = Statement(insert_rows(household_form_members, *_MEMBER))
_SET = Statement(update_rows(household_form_members, "member_id", "application_id", "told", "faults"))
_OF_FORM = m.form_id == value("form_id", m.form_id)
_MEMBERS = Statement(
    sa.select(
        *(m[name] for name in ("member_id", "member_no", "act", "application_id", "told", "faults")),
        *(a.state, a.reasons, a.missing),
    )
    .outerjoin_from(household_form_members, applications, a.application_id == m.application_id)
    .where(_OF_FORM)
    .order_by(m.member_no)
)
_form = reader(KeptForm)


async def accept_form(driver: Driver, form: KeptForm) -> None:
    """One more paper."""
    await _ACCEPT.run(driver, **values_of(form))


async def read_form(driver: Driver, form_id: UUID, scope: Scope) -> KeptForm | None:
    """None if there is none in scope."""
    found = await _READ.row(driver, form_id=form_id, **scope_values(_READ, scope))
    return _form(found) if found else None


async def lock_form(driver: Driver, form_id: UUID, scope: Scope) -> KeptForm | None:
    """The same, locked: of two who enter it one goes first."""
    found = await _LOCK.row(driver, form_id=form_id, **scope_values(_LOCK, scope))
    return _form(found) if found else None


async def move_form(driver: Driver, form: KeptForm) -> None:
    """Its state, who entered it, and what stands on it once."""
    await _MOVE.run(driver, **{name: getattr(form, name) for name in ("form_id", "state", "entered_by", "entered_at", "head")})


async def add_members(driver: Driver, members: Sequence[KeptMember]) -> None:
    """The rows of a form."""
    await _ADD.run(driver, **{name: [getattr(one, name) for one in members] for name in _MEMBER})


async def set_member(driver: Driver, member: KeptMember) -> None:
    """A row that was corrected."""
    await _SET.run(driver, **{name: [getattr(member, name)] for name in ("member_id", "application_id", "told", "faults")})


async def members_of(driver: Driver, form_id: UUID) -> list[Record]:
    """The rows, each with the state of its application and what was told of it, sealed."""
    return await _MEMBERS.rows(driver, form_id=form_id)


_TOTAL = Statement(
    """
    SELECT count(DISTINCT pa.person_id) AS people,
        coalesce(sum(b.amount) FILTER (WHERE b.payer = 'PERSON'), 0)::bigint AS amount,
        coalesce(sum(b.amount) FILTER (WHERE b.payer = 'FINANCE'), 0)::bigint AS finance_amount,
        coalesce(sum(b.amount) FILTER (WHERE b.payer = 'PERSON' AND b.state = 'PAID'), 0)::bigint AS paid
    FROM household_members AS m
    JOIN participations AS pa ON pa.person_id = m.person_id AND pa.benefit_year = :benefit_year AND pa.scheme = 'RESIDENT'
        AND pa.state IN ('REGISTERED', 'ACTIVE')
    LEFT JOIN remote_bills AS b ON b.participation_id = pa.participation_id AND b.benefit_year = pa.benefit_year AND b.state <> 'CANCELLED'
    WHERE m.household_id = :household_id AND m.until_on IS NULL
    """
)


@dataclass(frozen=True, slots=True)
class HouseholdTotal:
    """「本家庭户共__人参保，合计应缴__元」, in fen, from the bills that payment-bridge told of (R-054)."""

    people: int
    amount: int
    finance_amount: int
    paid: int


_total = reader(HouseholdTotal)


async def total_of(driver: Driver, household_id: UUID, benefit_year: int) -> HouseholdTotal:
    """Of everybody who belongs to the household, whoever of them stands on a form."""
    found = await _TOTAL.row(driver, household_id=household_id, benefit_year=benefit_year)
    assert found is not None
    return _total(found)
