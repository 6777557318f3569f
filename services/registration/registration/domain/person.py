"""A person of the file: made by an approval or an import, told apart by documents, compared by name, sex and birth date (R-010)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.sealed import IdentityToken, Sealed


@dataclass(frozen=True, slots=True)
class PersonKey:
    """One document of a person under one identity key, its number sealed for the person."""

    token: IdentityToken
    key_id: str
    person_id: UUID
    kind: DocumentType
    number: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who is not in the file yet; what is sealed belongs to the person."""

    person_id: UUID
    name: Sealed
    name_index: str
    sex: Sex | None
    birth_date: date | None
    of_foreigners: bool
    phone: Sealed | None
    address: Sealed | None
    expected_on: date | None = None
    """With neither sex nor birth date: of a child that is not born yet (B6)."""
    provisional: bool = False
    """The identity is to be completed (R-026)."""
    guardian_person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """What the file says of somebody."""

    name_index: str
    sex: Sex | None
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class ToldIdentity:
    """Who a form says somebody is; `names` are the indexes of the name under each key, the active one first."""

    names: tuple[str, ...]
    sex: Sex | None
    birth_date: date | None

    def differs_from(self, known: KnownIdentity) -> bool:
        """R-010: one document is one person, by name, sex and birth date."""
        return known.name_index not in self.names or (known.sex, known.birth_date) != (self.sex, self.birth_date)

    @property
    def as_known(self) -> KnownIdentity:
        """What the file says once this is somebody's."""
        return KnownIdentity(self.names[0], self.sex, self.birth_date)


def holders_among(
    documents: Sequence[tuple[IdentityToken, ...]], wanted: Sequence[UUID], holders: Mapping[IdentityToken, UUID]
) -> list[UUID]:
    """For each document, under all its tokens, its holder: who has one of them, else the id wanted by the first who shows it."""
    known, found = dict(holders), []
    for tokens, own in zip(documents, wanted, strict=True):
        holder = next((known[token] for token in tokens if token in known), own)
        found.append(holder)
        for token in tokens:
            known.setdefault(token, holder)
    return found
