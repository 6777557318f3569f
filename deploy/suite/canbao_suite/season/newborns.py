"""Newborns of the months before: one application registers the birth year and the next one (B7, R-022, R-024)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from canbao_suite.season.books import Books, Row
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person
from enrolment_terms.documents import DocumentType
from enrolment_terms.fictitious import fictitious_id

_BORN_FROM, _DAYS = date(2023, 7, 1), 62
"""July and August: before the first form is filed, and all of the season lies in their window."""
_YOUNG_FROM, _YOUNG_DAYS = date(2020, 1, 1), 1_096
_PAPER = b"%%PDF-1.7\n%%%b\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n"
"""An empty page stands for the birth certificate; no two are the same."""


@dataclass(frozen=True, slots=True)
class Newborn:
    """A child that was handed in for a year, and its birth."""

    birth: date
    benefit_year: int


def born(person: Person, number: int, channel: str) -> Person:
    """A child in place of a person: at the counter its resident ID is shown, in the mini-program there is only the birth certificate."""
    birth = _BORN_FROM + timedelta(days=number % _DAYS)
    document = f"O4499{number:05d}" if channel == "YUE_YIBAO" else fictitious_id(birth, number // _DAYS, person.sex)
    return replace(person, birth=birth, number=document)


def before_school(person: Person, number: int) -> Person:
    """A child of one to three years in place of a person (B14): born on days on which nobody else of the season was."""
    birth = _YOUNG_FROM + timedelta(days=number % _YOUNG_DAYS)
    return replace(person, birth=birth, number=fictitious_id(birth, number // _YOUNG_DAYS, person.sex))


def papers_of(child: Person) -> dict[str, object]:
    """What the form of a child tells beside the twelve fields; the certificate itself is handed in by the guardian."""
    if child.document.kind is DocumentType.BIRTH_CERT:
        return {"document_type": DocumentType.BIRTH_CERT, "birth_date": child.birth.isoformat()}
    return {"materials": [{"kind": "HOUSEHOLD_BOOK", "satisfied_by": "ORIGINAL"}]}


async def by_guardian(client: SuiteClient, child: Person, clerk: str) -> tuple[str, dict[str, object]]:
    """A parent shows the birth certificate at the counter, then files in the mini-program: his token, and the paper for the form."""
    login, certificate = f"wx:guardian {child.household_no}", _PAPER % child.number.encode()
    shown = await client.upload("registration", "/materials", {"material_kind": "BIRTH_CERT"}, certificate, clerk)
    mandate = {"kind": "GUARDIAN", "subject": login, "area": child.area, "paper": "BIRTH_CERT", "reference": shown["material_id"]}
    named = {"document_type": child.document.kind, "document_number": child.number}
    await client.post("registration", "/mandates", mandate | named, clerk)
    parent = client.token("citizen", login)
    filed = await client.upload("registration", "/materials", {"material_kind": "BIRTH_CERTIFICATE"}, certificate, parent)
    paper = {"kind": "BIRTH_CERTIFICATE", "satisfied_by": "COPY", "reference": filed["material_id"]}
    return parent, {"materials": [paper]}


def newborns_without_effect(books: Books, newborns: dict[str, Newborn], approved: set[str]) -> Iterator[str]:
    """Children whose application was granted without both years, a bill of each, or cover from birth once the birth year is paid."""
    of_application: dict[UUID, dict[int, Row]] = {}
    for row in books.participations.values():
        if row["application_id"] is not None:
            of_application.setdefault(row["application_id"], {})[row["benefit_year"]] = row
    given_up = {row["participation_id"] for row in books.bills if row["state"] == "ABANDONED"}
    for application_id in newborns.keys() & approved:
        child, years = newborns[application_id], of_application.get(UUID(application_id), {})
        if years.keys() != {child.birth.year, child.benefit_year}:
            yield f"{application_id} registered for {sorted(years)}"
        elif any(row["participation_id"] in given_up for row in years.values()):
            yield f"{application_id} given up with the period"
        elif not _covers_from_birth(books, years[child.birth.year], child):
            yield f"{application_id} not covered from {child.birth}"


def _covers_from_birth(books: Books, participation: Row, child: Newborn) -> bool:
    found = books.entitlements.get(participation["participation_id"])
    covered = None if found is None else found["starts_on"]
    return bool(covered == (None if participation["paid_on"] is None else child.birth))
