"""Nothing is written of a person while a fact of persons is being written: neither can miss the other.

Whoever registers, or files for whose document it is, holds the lock with others who do; whoever writes a fact of persons, such as that
two records are one, holds it alone, and that is rare.
"""

from row_sets import Driver, Statement

_NAME = "registration.person_facts"
_HOLD = Statement(f"SELECT pg_advisory_xact_lock_shared(hashtext('{_NAME}'))")
_CHANGE = Statement(f"SELECT pg_advisory_xact_lock(hashtext('{_NAME}'))")


async def hold_person_facts(driver: Driver) -> None:
    """For a registration, an application or a mandate, before it looks whose the document is."""
    await _HOLD.run(driver)


async def change_person_facts(driver: Driver) -> None:
    """For a fact, before it looks at the participations."""
    await _CHANGE.run(driver)
