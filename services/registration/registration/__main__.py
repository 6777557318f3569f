"""Runs the registration service: `python -m registration`, settings from the environment.

`renew-indexes` after it makes indexes, tokens and seals anew and ends; `renew-indexes --drop ID` then takes away the tokens of an old key.
`login-key` after it prints the public half of CANBAO_LOGIN_KEY as the JWKS file of all services holds it.
"""

import argparse
import asyncio
import json
import sys

from process_runtime.collector import without_collections

with without_collections():
    from policy_parameters import load_policy_book
    from registration.app import create_app
    from registration.settings import Settings
    from registration.use_cases.receive_material import UploadDesk
    from registration.use_cases.renew_indexes import RenewedIndexes, renew_indexes
    from registration.use_cases.reseal_materials import reseal_materials
    from service_runtime import Database, Vault, clock_of
    from service_runtime.serving import run_service
    from service_runtime.start import settings_or_exit
    from service_runtime.token_signer import TokenSigner


async def renew(drop: str | None) -> RenewedIndexes:
    """All of the database that the settings name, as its owner, by the rules of this version and under the active keys."""
    settings = settings_or_exit(Settings)
    if settings.vault_keys is None:
        raise SystemExit("CANBAO_VAULT_KEYS is missing: names and numbers are read to make their indexes")
    database = Database.of(settings.as_owner, clock_of(settings), load_policy_book(), Vault.from_json(settings.vault_keys))
    desk = UploadDesk(settings.uploads)
    try:
        done = await renew_indexes(database, drop)
        done.files = await reseal_materials(database, desk.uploads)
        return done
    finally:
        await desk.close()
        await database.close()


def _to_drop(words: list[str]) -> str | None:
    options = argparse.ArgumentParser("registration renew-indexes")
    options.add_argument("--drop", metavar="ID", help="take away the tokens of this identity key")
    drop: str | None = options.parse_args(words).drop
    return drop


def public_login_key() -> str:
    """What stands in the JWKS file for the key of the settings, as JSON."""
    key = settings_or_exit(Settings).login_key
    if key is None:
        raise SystemExit("CANBAO_LOGIN_KEY is missing: nobody logs in here")
    return json.dumps(TokenSigner.from_pem(key.get_secret_value()).public)


if __name__ == "__main__":
    if sys.argv[1:2] == ["renew-indexes"]:
        sys.stdout.write(f"{asyncio.run(renew(_to_drop(sys.argv[2:])))}\n")
    elif sys.argv[1:] == ["login-key"]:
        sys.stdout.write(f"{public_login_key()}\n")
    else:
        run_service(create_app, Settings)
