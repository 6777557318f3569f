"""Runs the payment-bridge service: `python -m payment_bridge`, settings from the environment.

`reseal` after it seals what is kept anew, under the active key and bound to its row, makes the tokens of relations in the employee scheme
and of money that waits for its bill anew, and ends.
"""

import asyncio
import sys

from process_runtime.collector import without_collections

with without_collections():
    from payment_bridge.app import create_app
    from payment_bridge.repository.sealed_columns import SEALED
    from payment_bridge.settings import Settings
    from payment_bridge.use_cases.match_documents import renew_tokens_of_money
    from payment_bridge.use_cases.tell_employee_relations import renew_tokens
    from policy_parameters import load_policy_book
    from service_runtime import Database, Vault, clock_of
    from service_runtime.resealing import reseal_all
    from service_runtime.serving import run_service
    from service_runtime.start import settings_or_exit


async def reseal() -> int:
    """All rows of the database that the settings name, as its owner; how many were sealed or found anew.

    May run beside the service, and again after a break.
    """
    settings = settings_or_exit(Settings)
    if settings.vault_keys is None:
        raise SystemExit("CANBAO_VAULT_KEYS is missing: what is sealed is opened to be sealed anew")
    vault = Vault.from_json(settings.vault_keys)
    resealed = await reseal_all(settings, SEALED, vault)
    database = Database.of(settings.as_owner, clock_of(settings), load_policy_book(), vault)
    try:
        return resealed + await renew_tokens(database) + await renew_tokens_of_money(database)
    finally:
        await database.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["reseal"]:
        sys.stdout.write(f"{asyncio.run(reseal())}\n")
    else:
        run_service(create_app, Settings)
