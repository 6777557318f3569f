"""A roster of last year's insured as one XLSX file: uploaded, checked row by row, confirmed and applied by one registration process.

Then everybody in it is renewed, the old year ends, and a reviewer turns the pages of his queue.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import xlsxwriter
from fastapi import FastAPI

import registration.app
from canbao_suite.bench.http_subject import QuietBus
from canbao_suite.bench.lists_runs import end_old_year, fill_queue, queue_pages, renew_all, shares
from canbao_suite.bench.machine import machine
from canbao_suite.issuer import Issuer
from canbao_suite.listening import free_port
from canbao_suite.postgres import PostgresServer
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from registration.settings import Settings
from service_runtime import MovableClock, Vault, generate_storage_keys, generate_vault_keys

ROWS, APPLICATIONS = 425_000, 1_000_000
_NOW = datetime(2023, 10, 10, 9, tzinfo=SHANGHAI)
_TITLES = ["序号", "姓名", "性别", "身份证号码", "参保区划", "到账日期", "户号", "联系电话", "户名", "开户银行", "银行账号"]
_SURNAMES, _NAMES = "陈李张黄何林梁吴刘谭", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
_POLL_SECONDS = 0.5
_LONGEST_SECONDS = 3600


def run(json_path: Path | None = None, rows: int = ROWS) -> dict[str, Any]:
    """Measure, print, write. `CANBAO_BENCH_ROWS` and `CANBAO_BENCH_APPLICATIONS` ask for fewer."""
    rows = int(os.environ.get("CANBAO_BENCH_ROWS", rows))
    with tempfile.TemporaryDirectory(prefix="canbao-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder) / "postgres")
        server.start()
        try:
            server.create_database("registration")
            found = {**_measured(server.url("registration"), Path(folder), rows), "machine": machine("python-calamine", "fastapi")}
        finally:
            server.stop()
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return found


def registration_app() -> FastAPI:
    """The service as it stands, without the relay, in the autumn of 2023."""
    return registration.app.create_app(Settings(), QuietBus(), MovableClock(_NOW))


def roster(rows: int) -> bytes:
    """People who cannot exist, in families of four."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["开平市上年度城乡居民参保名单"])
    sheet.write_row(1, 0, _TITLES)
    for number in range(rows):
        sheet.write_row(number + 2, 0, [str(number + 1), *_person(number)])
    book.close()
    return file.getvalue()


def _person(number: int) -> list[str]:
    sex = Sex.MALE if number % 2 else Sex.FEMALE
    name = _SURNAMES[number // 4 % 10] + _NAMES[number % 20] + _NAMES[number // 20 % 20]
    document = fictitious_id(date(1940, 1, 1) + timedelta(days=number // 500), number % 500, sex)
    account = [f"H{number // 4:06d}", f"100{number:08d}", name, "开平农商银行", f"99{number:014d}"]
    return [name, sex.value, document, "440783115", "2022-11-15", *account]


def _measured(url: str, folder: Path, rows: int) -> dict[str, Any]:
    issuer, port, content, keys = Issuer(folder / "issuer"), free_port(), roster(rows), generate_vault_keys()
    applications = int(os.environ.get("CANBAO_BENCH_APPLICATIONS", APPLICATIONS))

    async def all_runs(process: psutil.Process) -> dict[str, Any]:
        found = await _file_and_apply(port, issuer, content, rows, process)
        vault = Vault.from_json(keys)
        await fill_queue(url, vault, applications)
        operator, reviewer = (_bearer(issuer, role, area) for role, area in (("operator", "440783"), ("reviewer", "440783115")))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/registration/v1", timeout=60) as http:
            found |= await renew_all(http, operator, rows) | await end_old_year(url, vault, rows)
            found |= await queue_pages(http, reviewer, applications)
        return found | {"share_of_limit": shares(found, rows, ROWS)}

    with _service(url, folder, issuer, port, keys) as process:
        return asyncio.run(all_runs(process))


def _bearer(issuer: Issuer, role: str, area: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {issuer.mint(f'bench:{role}', [role], [area])}"}


@contextmanager
def _service(url: str, folder: Path, issuer: Issuer, port: int, vault_keys: str) -> Iterator[psutil.Process]:
    environment = {
        "CANBAO_DATABASE_URL": url,
        "CANBAO_STORAGE_KEYS": generate_storage_keys(),
        "CANBAO_VAULT_KEYS": vault_keys,
        "CANBAO_JWKS_FILE": str(issuer.jwks_file),
        "CANBAO_UPLOADS_FOLDER": str(folder / "uploads"),
        "CANBAO_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "canbao_suite.bench.lists:registration_app", "--port", str(port)]
    started = subprocess.Popen([*command, "--no-access-log", "--log-level", "error"], env=os.environ | environment)
    try:
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        started.wait(60)


async def _file_and_apply(port: int, issuer: Issuer, content: bytes, rows: int, process: psutil.Process) -> dict[str, Any]:
    caller, second = ({"Authorization": f"Bearer {issuer.mint(who, ['operator'], ['440783'])}"} for who in ("bench:1", "bench:2"))
    peak = asyncio.create_task(_peak_mb(process))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/registration/v1", timeout=60) as http:
        await _until_ready(http)
        begun = time.perf_counter()
        told = {"kind": "LAST_YEAR", "area": "440783", "benefit_year": "2023"}
        filed = await http.post("/lists", data=told, files={"file": content}, headers=caller)
        list_id = filed.raise_for_status().json()["list_id"]
        await _until(http, list_id, caller, "CHECKED")
        checked = time.perf_counter() - begun
        confirmed = await http.post(f"/lists/{list_id}/confirm", headers={**second, "Idempotency-Key": uuid4().hex})
        confirmed.raise_for_status()
        done = await _until(http, list_id, caller, "APPLIED")
        seconds = time.perf_counter() - begun
    peak.cancel()
    if done["rows"] != {"APPLIED": rows}:
        raise RuntimeError(f"not every row was applied: {done['rows']}")
    return {
        "roster_rows": rows,
        "roster_file_mb": round(len(content) / 2**20, 1),
        "roster_checked_seconds": round(checked, 1),
        "roster_seconds": round(seconds, 1),
        "roster_peak_mb": round(max(_peaks)),
    }


_peaks: list[float] = [0.0]


async def _peak_mb(process: psutil.Process) -> None:
    """The service and whatever it has started, together."""
    while True:
        try:
            family = [process, *process.children(recursive=True)]
            _peaks.append(sum(one.memory_info().rss for one in family) / 2**20)
        except psutil.NoSuchProcess:
            pass
        await asyncio.sleep(_POLL_SECONDS / 5)


async def _until_ready(http: httpx.AsyncClient) -> None:
    for _ in range(600):
        try:
            if (await http.get("/dictionaries")).is_success:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(_POLL_SECONDS)
    raise RuntimeError("the service did not start")


async def _until(http: httpx.AsyncClient, list_id: str, caller: dict[str, str], state: str) -> dict[str, Any]:
    for _ in range(int(_LONGEST_SECONDS / _POLL_SECONDS)):
        found: dict[str, Any] = (await http.get(f"/lists/{list_id}", headers=caller)).raise_for_status().json()
        if found["state"] == state:
            return found
        if found["state"] == "REFUSED":
            raise RuntimeError(found["refusal"])
        await asyncio.sleep(_POLL_SECONDS)
    raise RuntimeError(f"not {state} within an hour")
