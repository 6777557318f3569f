"""Files that people hand in: taken, found again, named by an application, seen by whom it concerns, purged if nothing names them."""

import asyncio
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import SecretStr

from registration.domain.material_upload import MaterialState
from registration.errors import UploadsNotPossible
from registration.use_cases.purge_materials import purge_materials
from registration.use_cases.receive_material import UploadDesk, receive_material
from registration.use_cases.reseal_materials import reseal_materials
from service_runtime import Principal
from service_runtime.upload_form import UploadForm
from service_runtime.uploads import Uploads, UploadsAway
from tests.pictures import PDF, picture
from tests.registration.builders import AUTUMN, form, fresh_number
from tests.registration.world import World
from tests.service_runtime.keys import with_one_more_storage_key

KIND = "HOUSEHOLD_BOOK"
PATH = "/registration/v1/materials"
MOST = 10 * 1024 * 1024


class Colours:
    """A picture that nobody has handed in before, each time."""

    def __init__(self) -> None:
        self._left = iter(range(1, 1 << 24, 4321))

    def picture(self) -> bytes:
        return picture("PNG", colour=f"#{next(self._left):06x}")


colours = Colours()


async def upload(world: World, caller: dict[str, str], content: bytes | None = None, **fields: str) -> httpx.Response:
    file = ("../../etc/passwd", content if content is not None else colours.picture(), "text/html")
    return await world.client.post(PATH, headers=caller, files={"file": file}, data={"material_kind": KIND, **fields})


async def uploaded(world: World, caller: dict[str, str], content: bytes | None = None) -> str:
    answer = await upload(world, caller, content)
    assert (answer.status_code, answer.json()["state"]) == (201, "STORED"), answer.text
    return str(answer.json()["material_id"])


def named(*ids: str, kind: str = KIND) -> list[dict[str, str]]:
    return [{"kind": kind, "satisfied_by": "COPY", "reference": one} for one in ids]


async def seen(world: World, material_id: str, caller: dict[str, str]) -> tuple[int, int]:
    """How both routes answer."""
    both = [await world.get(f"/materials/{material_id}{part}", caller) for part in ("", "/content")]
    return both[0].status_code, both[1].status_code


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def place_of(folder: Path, material_id: str) -> Path:
    return folder / UUID(material_id).hex[-2:] / UUID(material_id).hex


@pytest.fixture
def folder(world: World) -> Path:
    told: Path = world.runtime.settings.uploads_folder
    return told


@pytest.fixture
def desk(world: World) -> UploadDesk:
    return UploadDesk(world.runtime.settings.uploads)


async def test_a_file_is_taken_and_given_back_as_a_download(world: World) -> None:
    mine = world.as_("citizen", "wx:download")
    answer = await upload(world, mine, PDF)
    told = answer.json()
    assert (answer.status_code, told["material_kind"], told["media_type"], told["bytes"], told["application_id"]) == (
        201, KIND, "application/pdf", len(PDF), None,
    )  # fmt: skip
    shown = await world.get(f"/materials/{told['material_id']}", mine)
    assert shown.json() == told
    content = await world.get(f"/materials/{told['material_id']}/content", mine)
    assert content.content == PDF
    assert content.headers["content-type"] == "application/octet-stream"
    assert content.headers["content-disposition"] == f'attachment; filename="{told["material_id"]}.pdf"'
    assert (content.headers["x-content-type-options"], content.headers["cache-control"]) == ("nosniff", "no-store")


async def test_what_somebody_calls_it_is_no_path_and_its_content_is_sealed(world: World, folder: Path) -> None:
    material_id = await uploaded(world, world.as_("citizen", "wx:path"), PDF)
    assert UUID(material_id).hex in files_in(folder)
    assert all(UUID(name) for name in files_in(folder))
    assert b"%PDF" not in place_of(folder, material_id).read_bytes()


async def test_all_faults_of_a_form_are_told_at_once(world: World) -> None:
    caller = world.as_("citizen", "wx:faults")
    answer = await world.client.post(PATH, headers=caller, files={"other": ("x", b"x")})
    assert (answer.status_code, [one["field"] for one in answer.json()["missing"]]) == (422, ["file", "material_kind"])
    answer = await upload(world, caller, b"<html>", material_kind="no kind")
    assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, ["material_kind", "file"])
    answer = await world.client.post(PATH, headers=caller, json={})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    two = [("file", ("a", PDF)), ("file", ("b", PDF))]
    assert (await world.client.post(PATH, headers=caller, files=two, data={"material_kind": KIND})).status_code == 400


async def test_a_file_that_is_too_large_is_refused_at_the_edge(world: World) -> None:
    caller = world.as_("citizen", "wx:large")
    assert (await upload(world, caller, b"%PDF-" + bytes(MOST - 11) + b"%%EOF\n")).status_code == 201
    answer = await upload(world, caller, b"%PDF-" + bytes(MOST + 20_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


async def test_one_byte_too_many_is_too_many(world: World) -> None:
    answer = await upload(world, world.as_("citizen", "wx:large"), b"%PDF-" + bytes(MOST - 10) + b"%%EOF\n")
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


async def test_the_same_file_at_once_and_again_is_one_material(world: World, folder: Path) -> None:
    caller, before, content = world.as_("citizen", "wx:twice"), len(files_in(folder)), colours.picture()
    ids = {await one for one in asyncio.as_completed([uploaded(world, caller, content) for _ in range(4)])}
    ids |= {await uploaded(world, caller, content)}
    assert len(ids) == 1
    assert len(files_in(folder)) == before + 1
    assert await uploaded(world, world.as_("citizen", "wx:another"), content) not in ids


async def test_nobody_else_sees_it_until_an_application_names_it(world: World) -> None:
    mine, number = world.as_("citizen", "wx:mine"), fresh_number()
    material_id = await uploaded(world, mine)
    others = [world.as_("citizen", "wx:stranger"), world.as_("clerk"), world.as_("auditor"), world.as_("school", "school:1")]
    assert {await seen(world, material_id, other) for other in others} == {(404, 404)}
    assert await seen(world, str(uuid4()), mine) == (404, 404)
    application_id = await world.apply(mine, document_number=number, materials=named(material_id))
    assert (await world.get(f"/materials/{material_id}", mine)).json()["application_id"] == application_id
    bound = world.as_("citizen", "wx:self", documents=[number])
    for caller in (mine, bound, world.as_("clerk"), world.as_("auditor", areas=["44"])):
        assert await seen(world, material_id, caller) == (200, 200)
    for caller in (world.as_("citizen", "wx:stranger"), world.as_("clerk", "clerk:taishan", ["440781"])):
        assert await seen(world, material_id, caller) == (404, 404)


async def test_an_office_s_look_is_audited_and_one_s_own_is_not(world: World) -> None:
    mine, clerk = world.as_("citizen", "wx:looked"), world.as_("clerk", "clerk:looks")
    material_id = await uploaded(world, mine)
    await world.apply(mine, document_number=fresh_number(), materials=named(material_id))
    for caller in (mine, clerk):
        assert await seen(world, material_id, caller) == (200, 200)
    rows = await world.rows("SELECT actor, action FROM audit_rows WHERE subject = $1 ORDER BY id", material_id)
    looks = [row["actor"] for row in rows if row["action"] == "material.read"]
    assert (rows[0]["action"], looks) == ("material.received", ["clerk:looks"] * 2)


async def test_a_file_is_one_application_s_and_of_whoever_hands_it_in(world: World) -> None:
    mine, theirs = world.as_("citizen", "wx:names"), world.as_("citizen", "wx:takes")
    material_id, wrong_kind = await uploaded(world, mine), await uploaded(world, theirs)
    wrong = [*named(material_id, str(uuid4())), *named(wrong_kind, kind="BIRTH_CERT")]
    answer = await world.post("/applications", form_of(materials=wrong, phone=None), theirs)
    told = answer.json()
    assert (answer.status_code, [one["field"] for one in told["reasons"]]) == (422, [KIND, KIND, "BIRTH_CERT"])
    assert [one["field"] for one in told["missing"]] == ["phone"], "all at once"
    first = await world.apply(mine, document_number=fresh_number(), materials=named(material_id))
    answer = await world.post("/applications", form_of(materials=named(material_id)), mine)
    assert answer.status_code == 422
    assert (await world.get(f"/materials/{material_id}", mine)).json()["application_id"] == first


async def test_two_applications_that_name_one_file_at_once_do_not_share_it(world: World) -> None:
    mine = world.as_("citizen", "wx:race")
    for _ in range(3):
        material_id = await uploaded(world, mine)
        bodies = [form_of(materials=named(material_id)) for _ in range(3)]
        answers = await asyncio.gather(*(world.post("/applications", body, mine) for body in bodies))
        assert sorted(answer.status_code for answer in answers) == [202, 422, 422]


async def test_a_login_hands_in_so_many_files_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.runtime.settings = world.runtime.settings.model_copy(update={"uploads_a_day": 3})
    caller = world.as_("citizen", "wx:many")
    answers = await asyncio.gather(*(upload(world, caller) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [429] * 3
    assert {answer.json()["code"] for answer in answers if answer.status_code == 429} == {"TOO_MANY_UPLOADS"}
    assert (await upload(world, world.as_("clerk", "clerk:many"))).status_code == 201
    world.clock.move_to(AUTUMN + timedelta(days=1))
    assert (await upload(world, world.as_("citizen", "wx:many"))).status_code == 201


@pytest.fixture(autouse=True)
def settings_again(world: World) -> Iterator[None]:
    """What a test changes."""
    before = world.runtime.settings
    yield
    world.runtime.settings = before


async def test_a_file_that_nothing_names_goes_and_one_that_an_application_names_stays(world: World, desk: UploadDesk, folder: Path) -> None:
    mine = world.as_("citizen", "wx:purged")
    unnamed, kept = await uploaded(world, mine), await uploaded(world, mine)
    await world.apply(mine, document_number=fresh_number(), materials=named(kept))
    world.clock.move_to(AUTUMN + timedelta(days=20))
    again = await uploaded(world, world.as_("citizen", "wx:later"))
    await purge_materials(world.runtime, desk)
    assert {UUID(one).hex for one in (unnamed, kept, again)} <= set(files_in(folder))
    world.clock.move_to(AUTUMN + timedelta(days=31))
    assert await purge_materials(world.runtime, desk) > 0
    there = set(files_in(folder))
    assert [UUID(one).hex in there for one in (unnamed, kept, again)] == [False, True, True]
    assert await seen(world, unnamed, world.as_("citizen", "wx:purged")) == (404, 404)
    assert await world.rows("SELECT 1 FROM materials WHERE material_id = $1", UUID(unnamed)) == []


class Stumbling(Uploads):
    """Dies before or after it has done what it is told."""

    def __init__(self, uploads: Uploads, *, done: bool) -> None:
        self._uploads, self._done = uploads, done

    async def put(self, upload_id: UUID, content: bytes) -> None:
        if self._done:
            await self._uploads.put(upload_id, content)
        raise UploadsAway("killed")

    async def delete(self, upload_id: UUID) -> None:
        if self._done:
            await self._uploads.delete(upload_id)
        raise UploadsAway("killed")


@pytest.fixture(params=[False, True], ids=["before the file", "after the file"])
async def stumbling(request: pytest.FixtureRequest, world: World) -> UploadDesk:
    return UploadDesk(Stumbling(world.runtime.settings.uploads, done=request.param))


async def test_a_kill_between_row_and_file_leaves_neither_for_ever(
    world: World, desk: UploadDesk, stumbling: UploadDesk, folder: Path
) -> None:
    world.clock.move_to(AUTUMN + timedelta(days=100))
    await purge_materials(world.runtime, desk)
    before, subject, content = set(files_in(folder)), f"wx:{uuid4()}", colours.picture()
    await lost_upload(world, stumbling, subject, content)
    material_id = await uploaded(world, world.as_("citizen", subject), content)
    assert set(files_in(folder)) - before == {UUID(material_id).hex}, "a retry ends in the one material"
    await lost_upload(world, stumbling, subject, colours.picture())
    world.clock.move_to(AUTUMN + timedelta(days=131))
    with pytest.raises(UploadsAway):
        await purge_materials(world.runtime, stumbling)
    await purge_materials(world.runtime, desk)
    states = {row["state"] for row in await world.rows("SELECT DISTINCT state FROM materials")}
    assert states == {MaterialState.STORED}
    rows = await world.rows("SELECT material_id FROM materials")
    assert {row["material_id"].hex for row in rows} == set(files_in(folder))


async def lost_upload(world: World, stumbling: UploadDesk, subject: str, content: bytes) -> None:
    """The process dies while the file is on its way."""
    caller = Principal(subject, frozenset({"citizen"}), ())
    with pytest.raises(UploadsNotPossible):
        await receive_material(world.runtime, stumbling, UploadForm(content, {"material_kind": KIND}), caller)


async def test_what_is_being_deleted_can_be_named_by_nothing(world: World) -> None:
    mine = world.as_("citizen", "wx:going")
    content = colours.picture()
    material_id = await uploaded(world, mine, content)
    await world.rows("UPDATE materials SET state = 'GOING' WHERE material_id = $1", UUID(material_id))
    assert await seen(world, material_id, mine) == (404, 404)
    assert (await world.post("/applications", form_of(materials=named(material_id)), mine)).status_code == 422
    assert await uploaded(world, mine, content) != material_id


async def test_files_are_sealed_anew_when_the_storage_key_has_changed(world: World) -> None:
    """What an older key sealed is found and sealed under the active one; a second run finds nothing."""
    mine, content = world.as_("citizen", "wx:keys"), colours.picture()
    material_id = await uploaded(world, mine, content)
    keys = with_one_more_storage_key(world.runtime.settings.storage_keys.get_secret_value())
    uploads = world.runtime.settings.model_copy(update={"storage_keys": SecretStr(keys)}).uploads
    assert await reseal_materials(world.database, uploads) >= 1
    assert await reseal_materials(world.database, uploads) == 0
    assert b"".join([part async for part in uploads.get(UUID(material_id))]).startswith(b"\x89PNG")


async def test_a_file_that_cannot_be_read_is_told_before_an_answer_begins(world: World, folder: Path) -> None:
    mine = world.as_("citizen", "wx:lost")
    material_id = await uploaded(world, mine)
    place = place_of(folder, material_id)
    os.truncate(place, 10)
    answer = await world.get(f"/materials/{material_id}/content", mine)
    assert (answer.status_code, answer.json()["code"]) == (503, "UPLOADS_NOT_POSSIBLE")
    place.unlink()
    assert (await world.get(f"/materials/{material_id}/content", mine)).status_code == 503


def form_of(**changes: Any) -> dict[str, Any]:
    return form(**{"document_number": fresh_number(), **changes})
