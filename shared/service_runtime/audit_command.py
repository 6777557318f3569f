"""`python -m <service> audit verify` and `… audit archive`: the audit of one service, with its environment."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from service_runtime.audit_archive import CannotArchive, archive_audit
from service_runtime.audit_chain import Checkpoint
from service_runtime.audit_sealer import read_checkpoint
from service_runtime.audit_verify import Verification, verify_audit
from service_runtime.safe import Safe
from service_runtime.sessions import Purpose, open_session
from service_runtime.settings import ServiceSettings


def audit_command(settings: ServiceSettings, arguments: Sequence[str]) -> int:
    """Exit code: 0 good, 1 a fault was found, 2 it could not be done."""
    asked = _parser().parse_args(arguments)
    url, safe = settings.migration_address, Safe.from_json(settings.storage_keys)
    if asked.act == "archive":
        return archive(url, safe, asked.before, settings.audit_months, asked.to)
    return tell(verify_now(url, safe, asked.checkpoint))


def tell(found: Verification) -> int:
    """Prints what was found; the exit code."""
    sys.stdout.write("\n".join(found.lines()) + "\n")
    return 1 if found.faults else 0


def verify_now(url: str, safe: Safe, checkpoint: Path | None) -> Verification:
    """The audit in this database, held against a checkpoint of outside if a file is named."""
    wanted: Checkpoint | None = None
    if checkpoint is not None and (wanted := read_checkpoint(checkpoint)) is None:
        raise SystemExit(f"there is no {checkpoint}")
    return asyncio.run(_verify(url, safe, wanted))


async def _verify(url: str, safe: Safe, checkpoint: Checkpoint | None) -> Verification:
    driver = await open_session(url, Purpose.AUDIT)
    try:
        return await verify_audit(driver, safe, checkpoint)
    finally:
        await driver.close()


def archive(url: str, safe: Safe, before: date, months: int, file: Path) -> int:
    """Archives into a new file, and says so; the exit code."""
    try:
        with file.open("x", encoding="utf-8") as out:
            rows = asyncio.run(_archive(url, safe, before, months, out))
    except CannotArchive as error:
        file.unlink()
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{rows} rows are in {file} now\n")
    return 0


async def _archive(url: str, safe: Safe, before: date, months: int, out: TextIO) -> int:
    driver = await open_session(url, Purpose.AUDIT)
    try:
        return await archive_audit(driver, safe, before, months, out)
    finally:
        await driver.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="audit")
    acts = parser.add_subparsers(dest="act", required=True)
    verifying = acts.add_parser("verify", help="Names each audit row that is not as it was sealed.")
    verifying.add_argument("--checkpoint", type=Path, help="File that names the newest seal; finds a cut tail.")
    archiving = acts.add_parser("archive", help="Moves whole blocks of old rows to a file. Run as the owner of the tables.")
    archiving.add_argument("--before", type=date.fromisoformat, required=True)
    archiving.add_argument("--to", type=Path, required=True)
    return parser
