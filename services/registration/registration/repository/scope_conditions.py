"""Scopes as SQL: areas of an office, documents and mandates of a person, filings."""

from typing import Any

import sqlalchemy as sa

from registration.domain.scope import Scope
from registration.tables import applications, mandates, person_keys
from row_sets import Statement, value, values_of

a, m = applications.c, mandates.c
_TEXTS = sa.ARRAY(sa.Text)
_PATTERNS = sa.any_(value("patterns", _TEXTS))
_DAY = value("day", sa.Date)


def _holds(of: "sa.FromClause") -> "sa.ColumnElement[bool]":
    on = of.c
    return sa.and_(
        on.subject == value("holder", m.subject),
        on.state == "IN_FORCE",
        on.from_on <= _DAY,
        on.until_on.is_(None) | (on.until_on >= _DAY),
    )


HOLDS = _holds(mandates)
"""A mandate of the caller that holds on the day."""
_own = mandates.alias("own")
_VERIFIED = sa.select(sa.func.unnest(value("documents", _TEXTS)).label("token"))
OWN_TOKENS = sa.union_all(_VERIFIED, sa.select(_own.c.token).where(_holds(_own), _own.c.kind == "SELF"))
"""Documents of the caller himself: verified by the sign-on, or bound to the login at a counter."""
_SHOWN = sa.union_all(_VERIFIED, sa.select(m.token).where(HOLDS))
BOUND_PERSONS = sa.select(person_keys.c.person_id).where(person_keys.c.token.in_(_SHOWN))
"""The persons whom a citizen or agent may act for: by any of their documents."""
BOUND = a.token.in_(_SHOWN) | a.person_id.in_(BOUND_PERSONS)
"""An application for somebody whom the caller is bound to."""
FILED = (a.filed_by == value("desk", a.filed_by)) | ((a.filed_by == value("holder", a.filed_by)) & (a.state != "APPROVED"))
"""An application that the caller filed: a desk's for good, a person's own filing for somebody else until it is approved."""


def in_areas(area: "sa.ColumnElement[str]") -> "sa.ColumnElement[bool]":
    """In the areas of an office."""
    return area.like(_PATTERNS)


SEEN = in_areas(a.area) | FILED | BOUND
PROVED = in_areas(a.area) | BOUND
"""Seen by somebody to whom it may be told what is known of the person elsewhere: not by a mere filer."""
MINE = a.application_id.in_(
    sa.union(
        sa.select(a.application_id).where(FILED),
        sa.select(a.application_id).where(a.token.in_(_SHOWN)),
        sa.select(a.application_id).where(a.person_id.in_(BOUND_PERSONS)),
    )
)
"""The same as SEEN for callers without areas: by indexes alone, however many applications there are."""


def scope_values(statement: Statement, scope: Scope) -> dict[str, Any]:
    """Those parts of a scope that the statement asks for."""
    return {name: told for name, told in values_of(scope).items() if name in statement.names}
