"""One transaction at a time for each document, so that replicas never judge a person on half of the facts."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from dedup.repository.identities import Identification
from dedup.tables import consents, identity_links
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, typed

_LOCK = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended(token, 0))) FROM {documents.rows}", documents=typed(identity_links, "token")
)

_SHARED = Statement(
    """
    SELECT token FROM {documents.rows}
    UNION
    SELECT other.token FROM {documents.rows}
    CROSS JOIN LATERAL (SELECT person_id FROM identity_links WHERE token = documents.token OFFSET 0) AS holder
    CROSS JOIN LATERAL (SELECT token FROM identity_links WHERE person_id = holder.person_id OFFSET 0) AS other
    """,
    documents=typed(identity_links, "token", alias="documents"),
)
_LOCK_PEOPLE = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended('suspend ' || person_id, 0))) FROM {people.rows}",
    people=typed(identity_links, "person_id", alias="people"),
)
_LOCK_APPLICATIONS = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended('consent ' || application_id, 0))) FROM {given.rows}",
    given=typed(consents, "application_id", alias="given"),
)


async def lock_identities(driver: Driver, seen: Iterable[Identification]) -> None:
    """Held until the transaction ends; always taken in the same order, so that nobody waits in a circle."""
    keys = {key for one in seen for key in one.tokens or (str(one.person_id),)}
    await _LOCK.run(driver, token=sorted(keys))


async def lock_holders(driver: Driver, tokens: Iterable[IdentityToken]) -> None:
    """These documents, and all others of whoever holds one: for a spell that tells of one of them."""
    await _LOCK.run(driver, token=sorted(await _SHARED.values(driver, token=list(tokens))))


async def lock_people(driver: Driver, people: Sequence[UUID]) -> None:
    """After the documents: one at a time asks registration anything of a person."""
    await _LOCK_PEOPLE.run(driver, person_id=sorted(people))


async def lock_applications(driver: Driver, applications: Iterable[UUID]) -> None:
    """After documents, before people: of a consent and a registration at once the later sees what the earlier did."""
    await _LOCK_APPLICATIONS.run(driver, application_id=sorted(set(applications)))
