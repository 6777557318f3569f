"""What is kept is sealed for its person: swapped rows do not open, a change of keys and an upgrade end with everything sealed anew."""

import json
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.refunds import Decision
from payment_bridge.repository.sealed_columns import SEALED
from service_runtime import Database, MovableClock, Vault, generate_vault_keys
from service_runtime.resealing import reseal_all
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, POLICY, VAULT_KEYS, normal_bill, participation_event
from tests.payment_bridge.going_back import asked, first_review, paid, second_review
from tests.payment_bridge.test_files import come, row
from tests.service_runtime.keys import sealed_before, with_a_new_key, with_one_more_storage_key, without_old_keys


async def reseal(bridge: Bridge, keys: str) -> int:
    """As the command does it."""
    surroundings = bridge.runtime.database.surroundings
    database = Database(
        bridge.runtime.database.url, MovableClock(MORNING), policy=POLICY, vault=Vault.from_json(keys), safe=surroundings.safe
    )
    try:
        return sum([await columns.reseal(database) for columns in SEALED])
    finally:
        await database.close()


async def kept(bridge: Bridge, keys: str, participation_id: UUID) -> dict[str, Any]:
    """Name, bank and household number of a participation, opened with these keys."""
    [row] = await bridge.rows(f"SELECT * FROM participations WHERE participation_id = '{participation_id}'")
    vault = Vault.from_json(keys)
    columns = {"name_sealed": "name", "bank": "bank", "household_no": "household"}
    return {column: vault.open(getattr(row, column), purpose, row.person_id) for column, purpose in columns.items()}


TOLD = {"name_sealed": "司徒样例", "bank": "开平样例银行", "household_no": "H-0001"}


async def test_names_that_were_swapped_in_the_database_go_to_nobody(bridge: Bridge) -> None:
    one, other = new_id(), new_id()
    await bridge.hear(participation_event(one, person_id=new_id()), participation_event(other, person_id=new_id()))
    await bridge.rows(
        "UPDATE participations AS p SET name_sealed = o.name_sealed FROM participations AS o "
        "WHERE p.participation_id <> o.participation_id RETURNING 1"
    )
    await bridge.pass_check()
    await bridge.send()
    rows = await bridge.rows("SELECT bill_id, state, cause FROM bills")
    assert {(row.bill_id, row.state, row.cause) for row in rows} == {
        (normal_bill(found), "FAILED_SYSTEM", "DATA_ERROR") for found in (one, other)
    }


async def test_everything_is_sealed_under_the_new_key(bridge: Bridge) -> None:
    ids = [new_id() for _ in range(3)]
    await bridge.hear(*(participation_event(one, person_id=new_id()) for one in ids))
    both = with_a_new_key(VAULT_KEYS)
    assert await reseal(bridge, both) == 3
    assert await reseal(bridge, both) == 0
    assert await kept(bridge, without_old_keys(both), ids[0]) == TOLD


async def test_what_only_this_service_reads_is_sealed_anew_too(bridge: Bridge) -> None:
    """Notes of checks and of refunds' steps, rows that stand aside, callbacks, lines of files: nothing needs the old storage key.

    Nothing else of what may only be added to may change.
    """
    refund = await asked(bridge, await paid(bridge, "1"))
    await bridge.pass_check()
    await bridge.receive(first_review(refund))
    await second_review(bridge, refund, Decision.CORRECT, note="请补齐", missing=["EMPLOYEE_PROOF"])
    await come(bridge, row("2", normal_bill(new_id()), channel="?"))
    settings = bridge.runtime.settings
    keys = SecretStr(with_one_more_storage_key(settings.storage_keys.get_secret_value()))
    settings = settings.model_copy(update={"storage_keys": keys})
    resealed = [await reseal_all(settings, SEALED, bridge.runtime.vault) for _ in range(2)]
    assert resealed[0] > 0
    assert resealed[1] == 0
    for table in ("levy_checks", "refund_steps", "tax_cases", "tax_callbacks", "batch_file_parts"):
        values = [value for one in await bridge.rows(f"SELECT * FROM {table}") for value in one]
        assert {key for value in values if (key := _key_of(value)) in ("s1", "s2")} == {"s2"}, table
    for change in ('UPDATE refund_steps SET "by" = state', "DELETE FROM refund_steps", "UPDATE tax_cases SET amount = 1"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await bridge.rows(f"{change} RETURNING 1")


def _key_of(value: object) -> str | None:
    """Of a sealed text or of sealed bytes."""
    if isinstance(value, bytes):
        return value[1 : 1 + value[0]].decode("latin-1")
    return value.partition(".")[0] if isinstance(value, str) else None


async def test_what_a_version_of_before_kept_is_bound_and_sealed(bridge: Bridge) -> None:
    """It bound nothing to its row, and kept bank and household number in clear."""
    participation_id = new_id()
    await bridge.hear(participation_event(participation_id, person_id=new_id()))
    old = json.loads(VAULT_KEYS)
    name = sealed_before(old, TOLD["name_sealed"], "name")
    number = sealed_before(old, "44079919790712003X", "document")
    holder, account = (sealed_before(old, text, purpose) for text, purpose in (("司徒样例", "holder"), ("0000000000000001", "account")))
    await bridge.rows(
        f"UPDATE participations SET name_sealed = '{name}', document_sealed = '{number}', holder_sealed = '{holder}', "
        f"account_sealed = '{account}', bank = '{TOLD['bank']}', household_no = '{TOLD['household_no']}' RETURNING 1"
    )
    keys = json.dumps(
        old | {"active": "k2", "keys": old["keys"] | json.loads(generate_vault_keys("k2"))["keys"], "unbound": [old["active"]]}
    )
    assert await reseal(bridge, keys) == 1
    assert await kept(bridge, json.dumps(json.loads(keys) | {"unbound": []}), participation_id) == TOLD
