"""Runs the registration service: `python -m registration`, settings from the environment. `renew-indexes` after it does that and ends."""

import asyncio
import sys

from policy_parameters import load_policy_book
from registration.app import create_app
from registration.settings import Settings
from registration.use_cases.renew_indexes import RenewedIndexes, renew_indexes
from service_runtime import Database, Vault, clock_of
from service_runtime.serving import run_service
from service_runtime.start import settings_or_exit


async def renew() -> RenewedIndexes:
    """All indexes and tokens of the database that the settings name, by the rules of this version."""
    settings = settings_or_exit(Settings)
    if settings.vault_keys is None:
        raise SystemExit("CANBAO_VAULT_KEYS is missing: names and numbers are read to make their indexes")
    database = Database.of(settings, clock_of(settings), load_policy_book(), Vault.from_json(settings.vault_keys))
    try:
        return await renew_indexes(database)
    finally:
        await database.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["renew-indexes"]:
        sys.stdout.write(f"{asyncio.run(renew())}\n")
    else:
        run_service(create_app, Settings)
