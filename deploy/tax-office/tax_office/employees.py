"""Relations in the employee scheme, told as they are given: the office keeps no book of employers."""

from typing import Any

from enrolment_terms.identifiers import new_id
from tax_office.callbacks import body_of, plan, store
from tax_office.database import writing
from tax_office.office import Office


async def tell_relations(office: Office, rows: list[dict[str, Any]]) -> None:
    """One callback, with the disorder that was asked for."""
    body = body_of("tax.employee.relations", office.now(), {"rows": rows})
    async with writing(office.pool) as connection:
        await store(connection, list(plan(f"employees_{new_id()}", body, office.behaviour)))
    office.callbacks_bell.set()
