"""What the tax office and the bank say of each day, by file (R-057, R-096): results that no callback told, and statements of all days.

One day's statements come first with a fault of each kind in them: all are found, and gone when the right ones have come.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.put_right import CHECKED, pages
from enrolment_terms.money import fen_of

PLANTED = ("MISSING_HERE", "MISSING_THERE", "MISSING_AT_BANK", "AMOUNT", "DUPLICATE", "LATE", "WRONG_PERIOD", "UNKNOWN")
_LOOK_SECONDS = 0.1
_KINDS = {"tax": "TAX_STATEMENT", "bank": "BANK_STATEMENT"}


async def hand_in_results(client: SuiteClient, day: str) -> dict[str, Any]:
    """The tax office's file of results of a day; how it was taken. Raises RuntimeError if it is not taken whole."""
    content = await client.tax_file("/result-file", day=day)
    file = await _taken(client, "RESULTS", content)
    if file["refused"] or file["rows"] != file["accepted"] + file["duplicate"] + file["unmatched"]:
        raise RuntimeError(f"rows of a file of results were not taken: {file}")
    return file


async def compare_all_days(client: SuiteClient, seed: int, before: date, corrected: Set[str]) -> tuple[int, list[str]]:
    """Of days before this one. What the bank's statements say that lies there, in fen; and where more or less was found than is wrong.

    Of serials that were `corrected` we keep the amount that was told first, and the statements have another: operators close that.
    """
    days = [day for day in (await client.tax("/days"))["days"] if day < before.isoformat()]
    wrong = await _compare(client, days[0], seed, dict.fromkeys(PLANTED, 1), corrected) if days else (0, [])
    right = await asyncio.gather(*(_compare(client, day, seed, {}, corrected) for day in days))
    return sum(fen for fen, _ in right), [text for _, texts in (wrong, *right) for text in texts]


async def _compare(client: SuiteClient, day: str, seed: int, planted: Mapping[str, int], corrected: Set[str]) -> tuple[int, list[str]]:
    asked = {"day": day, "seed": seed, "planted": planted, "left_alone": sorted(corrected)}
    told = await client.tax("/statements", asked)
    await asyncio.gather(*(_taken(client, kind, told[name].encode()) for name, kind in _KINDS.items()))
    noted = await client.post("payment-bridge", "/reconciliations", {"day": day}, client.token("operator"))
    path = f"/reconciliations/{noted['reconciliation_id']}/differences"
    open_ones = [one async for one in pages(client, path, state="OPEN")]
    known = [one for one in open_ones if one["kind"] == "AMOUNT" and one["reference"] in corrected]
    for one in known:
        await client.post("payment-bridge", f"{path}/{one['difference_id']}/close", CHECKED, client.token("operator"))
    found = Counter(one["kind"] for one in open_ones) - Counter(one["kind"] for one in known)
    apart = [] if found == Counter(told["planted"]) else [f"{day} planted {dict(told['planted'])}, found {dict(found)}"]
    return _balance(told["bank"]), apart


def _balance(statement: str) -> int:
    """In less out, in fen."""
    rows = [line.split("|") for line in statement.splitlines()[1:-1]]
    return sum(fen_of(amount) * (1 if direction == "IN" else -1) for _, _, direction, amount, _ in rows)


async def _taken(client: SuiteClient, kind: str, content: bytes) -> dict[str, Any]:
    """The file once all of it is taken. Raises RuntimeError if it is refused."""
    operator = client.token("operator")
    stored = await client.send_file("payment-bridge", "/files", content, operator, kind=kind, profile="PLAIN")
    while True:
        file = await client.get("payment-bridge", f"/files/{stored['file_id']}", operator)
        if file["state"] == "REFUSED":
            raise RuntimeError(f"a file of the tax office was refused: {file['faults'][:3]}")
        if file["state"] == "DONE":
            return file
        await asyncio.sleep(_LOOK_SECONDS)
