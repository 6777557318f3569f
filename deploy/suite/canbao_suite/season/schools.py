"""A school hands in its students, and the agency confirms the list (B9, R-030)."""

import asyncio
import csv
import io
from collections.abc import Sequence
from typing import Any

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person

SCHOOL = "S-4407-1"
_TITLES = ("学校代码", "姓名", "身份证号码", "班级", "户口所在地", "联系电话", "学校代收代缴")
_LOOK_SECONDS = 0.2


async def hand_in_students(client: SuiteClient, students: Sequence[Person], town: str, year: int) -> int:
    """The list of one school, until it is applied; how many rows it has. Raises RuntimeError if a row was refused."""
    told = {"kind": "STUDENTS", "area": town, "benefit_year": str(year)}
    school = client.token("school", "season:school", organisation=SCHOOL)
    filed = await client.upload("registration", "/lists", told, _sheet(students), school)
    await _until(client, filed["list_id"], "CHECKED")
    await client.post("registration", f"/lists/{filed['list_id']}/confirm", None, client.token("operator"))
    await _until(client, filed["list_id"], "APPLIED")
    refused = await client.get("registration", f"/lists/{filed['list_id']}/rows", school, state="REFUSED")
    if refused["items"]:
        raise RuntimeError(f"rows of a school were refused: {refused['items'][:3]}")
    return len(students)


def _sheet(students: Sequence[Person]) -> bytes:
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(_TITLES)
    sheet.writerows((SCHOOL, one.name, one.number, "三（2）班", one.area, one.phone, "√") for one in students)
    return text.getvalue().encode("utf-8-sig")


async def _until(client: SuiteClient, list_id: str, state: str) -> None:
    found: dict[str, Any] = {"state": None}
    while found["state"] != state:
        if found["state"] == "REFUSED":
            raise RuntimeError(f"the list of a school was refused: {found}")
        await asyncio.sleep(_LOOK_SECONDS)
        found = await client.get("registration", f"/lists/{list_id}", client.token("operator"))
