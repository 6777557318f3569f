"""Who an application names, and what reaches the person when it is approved: all of it sealed for the application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.documents import Sex
from enrolment_terms.sealed import Sealed
from registration.tables import applications
from row_sets import Driver, Statement, names_of, reader, same_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantRow:
    """The columns of one application; `form` is None in one of before items were declared."""

    name: Sealed
    sex: Sex | None
    birth_date: date | None
    expected_on: date | None
    of_foreigners: bool
    form: Sealed | None
    phone: Sealed | None
    address: Sealed | None
    holder: Sealed | None
    bank: Sealed | None
    account_number: Sealed | None
    household_no: Sealed | None


_READ = Statement(
    sa.select(applications.c.application_id, *(applications.c[name] for name in names_of(ApplicantRow))).where(
        same_rows(applications, "application_id")
    )
)
_applicant = reader(ApplicantRow)


async def read_applicants(driver: Driver, ids: Sequence[UUID]) -> dict[UUID, ApplicantRow]:
    """Application -> who it names; the applications are locked before."""
    return {row["application_id"]: _applicant(row) for row in await _READ.rows(driver, application_id=ids)}
