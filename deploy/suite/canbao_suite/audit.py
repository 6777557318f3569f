"""The audit of a suite from the command line: verified and archived on the databases of a state folder, whether the suite runs or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from canbao_suite.cannot_run import CannotRun
from canbao_suite.environments import SERVICES
from canbao_suite.postgres import PostgresServer
from canbao_suite.suite_keys import KEYS_FILE, open_suite_keys
from service_runtime.audit_command import archive, tell, verify_now
from service_runtime.safe import Safe

MONTHS = 6


def verify_suite(folder: Path, services: list[str], checkpoints: Path | None) -> int:
    """Exit code: 1 if a row of one of the services is not as it was sealed."""
    with _databases(folder) as (postgres, safes):
        worst = 0
        for service in services or list(SERVICES):
            print(f"{service}:", flush=True)
            checkpoint = checkpoints / f"{service}.json" if checkpoints else None
            worst = max(worst, tell(verify_now(postgres.url(SERVICES[service]), safes[service], checkpoint)))
        return worst


def archive_suite(folder: Path, service: str, before: date, file: Path) -> int:
    """Exit code: 2 if nothing can be archived."""
    with _databases(folder) as (postgres, safes):
        return archive(postgres.url(SERVICES[service]), safes[service], before, MONTHS, file)


@contextmanager
def _databases(folder: Path) -> Iterator[tuple[PostgresServer, dict[str, Safe]]]:
    if not (folder / KEYS_FILE).is_file():
        raise CannotRun(f"There is no suite in {folder}.")
    keys = open_suite_keys(folder)
    postgres = PostgresServer(folder / "postgres")
    with postgres.reached():
        yield postgres, {service: Safe.from_json(keys.storage_keys[service]) for service in SERVICES}
