"""The weak tokens of a person: his fields are opened here, and leave as keyed digests only."""

from enrolment_events.registration import WeakToken
from enrolment_terms.documents import DocumentType
from enrolment_terms.sealed import Sealed
from enrolment_terms.weak_identity import WeakFields
from registration.domain.participation import Participation
from service_runtime import Vault

_WITH_NUMBERS_FOR_LIFE = {
    DocumentType.RESIDENT_ID,
    DocumentType.HOUSEHOLD_BOOK,
    DocumentType.HMT_PERMIT,
    DocumentType.FOREIGN_PR,
}
"""Of some of these cards the number has 18 digits."""


def weak_tokens_of(participation: Participation, vault: Vault) -> tuple[WeakToken, ...]:
    """All weak tokens of the participation's person, under each identity key."""
    owner = participation.person_id
    fields = WeakFields(
        name=vault.open(participation.name, "name", owner),
        birth_date=participation.birth_date,
        sex=participation.sex,
        phone=vault.open(participation.phone, "phone", owner) if participation.phone else "",
        address=vault.open(participation.address, "address", owner) if participation.address else "",
        number=_number(participation, vault),
    )
    return tuple([WeakToken(kind=kind, token=token) for kind, token in vault.weak_tokens(fields)])


def _number(participation: Participation, vault: Vault) -> str:
    """The newest number of 18 digits: it is kept for life."""
    numbers: list[Sealed] = [
        number for kind, number in zip(participation.kinds, participation.numbers, strict=True) if kind in _WITH_NUMBERS_FOR_LIFE
    ]
    opened = (vault.open(number, "document", participation.person_id) for number in reversed(numbers))
    return next((number for number in opened if len(number) == 18), "")
