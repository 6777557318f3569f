"""Uploads in both stores: sealed, whole or not there, read as a stream, deleted as often as one likes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr, ValidationError

from service_runtime import CannotOpen, Safe, generate_storage_keys
from service_runtime.upload_bucket import BucketKey, UploadBucket
from service_runtime.upload_folder import UploadFolder
from service_runtime.upload_settings import UploadSettings
from service_runtime.uploads import UploadMissing, Uploads, UploadsAway, UploadStore
from tests.service_runtime.keys import with_one_more_storage_key
from tests.service_runtime.upload_store_fake import BucketFake

KEY = BucketKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
PAPER = "身份证".encode() * 100_000
"""Several chunks."""


class Kept(Protocol):
    """A store, and a look at what it really keeps."""

    store: UploadStore

    def raw(self) -> dict[str, bytes]:
        """By name."""

    def replace(self, raw: bytes) -> None:
        """Changes the only object behind the store's back."""


class InFolder:
    def __init__(self, folder: Path) -> None:
        self.store: UploadStore = UploadFolder(folder)
        self.folder = folder

    def raw(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def replace(self, raw: bytes) -> None:
        [path] = [path for path in self.folder.rglob("*") if path.is_file()]
        path.write_bytes(raw)


class InBucket:
    def __init__(self, fake: BucketFake) -> None:
        self.store: UploadStore = UploadBucket(fake.url, KEY)
        self.fake = fake

    def raw(self) -> dict[str, bytes]:
        return self.fake.objects

    def replace(self, raw: bytes) -> None:
        self.fake.objects = dict.fromkeys(self.fake.objects, raw)


@asynccontextmanager
async def in_bucket() -> AsyncIterator[InBucket]:
    async with BucketFake(KEY).serving() as fake:
        kept = InBucket(fake)
        yield kept
        await kept.store.close()


@pytest.fixture(params=["folder", "bucket"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    if request.param == "folder":
        yield InFolder(tmp_path / "uploads")
        return
    async with in_bucket() as bucket:
        yield bucket


@pytest.fixture
def safe() -> Safe:
    return Safe.from_json(generate_storage_keys())


async def content_of(uploads: Uploads, upload_id: UUID) -> bytes:
    return b"".join([part async for part in uploads.get(upload_id)])


async def test_what_was_put_comes_back_and_nothing_of_it_is_legible(kept: Kept, safe: Safe) -> None:
    uploads, upload_id = Uploads(kept.store, safe), uuid4()
    await uploads.put(upload_id, PAPER)
    assert await content_of(uploads, upload_id) == PAPER
    [raw] = kept.raw().values()
    assert PAPER[:9] not in raw


async def test_twice_is_once_and_what_is_gone_is_gone(kept: Kept, safe: Safe) -> None:
    uploads, upload_id = Uploads(kept.store, safe), uuid4()
    await asyncio.gather(*(uploads.put(upload_id, PAPER) for _ in range(4)))
    assert len(kept.raw()) == 1
    assert await content_of(uploads, upload_id) == PAPER
    for _ in range(2):
        await uploads.delete(upload_id)
    assert not kept.raw()
    with pytest.raises(UploadMissing):
        await content_of(uploads, upload_id)


@pytest.mark.parametrize("how", ["cut at a chunk", "cut in a chunk", "changed", "another's", "empty"])
async def test_what_was_tampered_with_does_not_open(kept: Kept, safe: Safe, how: str) -> None:
    uploads, upload_id = Uploads(kept.store, safe), uuid4()
    await uploads.put(upload_id, PAPER)
    [raw] = kept.raw().values()
    first = 4 + int.from_bytes(raw[:4])
    forged = {
        "cut at a chunk": raw[:first],
        "cut in a chunk": raw[:-5],
        "changed": raw[:500] + bytes([raw[500] ^ 1]) + raw[501:],
        "another's": raw,
        "empty": b"",
    }[how]
    kept.replace(forged)
    reader, asked = (uploads, upload_id) if how != "another's" else (Uploads(_Renamed(kept.store, upload_id), safe), uuid4())
    with pytest.raises(CannotOpen):
        await content_of(reader, asked)


class _Renamed:
    """Gives the same object under every id."""

    def __init__(self, store: UploadStore, upload_id: UUID) -> None:
        self.put, self.delete, self.close = store.put, store.delete, store.close
        self.get = lambda _: store.get(upload_id)


async def test_it_is_sealed_anew_under_the_active_key(kept: Kept) -> None:
    before = generate_storage_keys("s1")
    upload_id = uuid4()
    await Uploads(kept.store, Safe.from_json(before)).put(upload_id, PAPER)
    after = Uploads(kept.store, Safe.from_json(with_one_more_storage_key(before)))
    assert [await after.reseal(upload_id), await after.reseal(upload_id)] == [True, False]
    assert await content_of(after, upload_id) == PAPER


async def test_a_writer_that_was_killed_leaves_nothing_for_ever(tmp_path: Path, safe: Safe) -> None:
    """What lies beside is taken away by whoever writes the same file again, or deletes it."""
    upload_id, folder = uuid4(), tmp_path / "uploads"
    uploads, beside = Uploads(UploadFolder(folder), safe), folder / upload_id.hex[-2:] / f"{upload_id.hex}.0011223344556677"
    for act in (uploads.put(upload_id, PAPER), uploads.delete(upload_id)):
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(b"half")
        await act
        assert not beside.exists()


@pytest.mark.parametrize("status", [403, 500, 503, 301])
async def test_a_store_that_does_not_do_it_is_away(safe: Safe, status: int) -> None:
    async with in_bucket() as bucket:
        uploads, upload_id = Uploads(bucket.store, safe), uuid4()
        bucket.fake.status = status
        for act in (uploads.put(upload_id, PAPER), content_of(uploads, upload_id), uploads.delete(upload_id)):
            with pytest.raises(UploadsAway):
                await act


async def test_a_store_that_is_not_there_is_away(safe: Safe, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for store in (UploadBucket("http://127.0.0.1:1/bucket", KEY), UploadFolder(tmp_path / "file")):
        with pytest.raises(UploadsAway):
            await Uploads(store, safe).put(uuid4(), PAPER)
        await store.close()


def test_the_signature_is_that_of_the_published_example() -> None:
    """Amazon S3 API Reference, "Signature Calculations for the Authorization Header", example GET Object."""
    url, at = "https://examplebucket.s3.amazonaws.com/test.txt", datetime(2013, 5, 24, tzinfo=UTC)
    told = KEY.signed("GET", url, b"", at, {"range": "bytes=0-9"})
    assert told["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"uploads_folder": "/x", "uploads_url": "https://s/b", "uploads_key": SecretStr("a:b")}, "UPLOADS_FOLDER"),
        ({"uploads_url": "https://s/b"}, "UPLOADS_KEY"),
        ({"uploads_url": "http://store/b", "uploads_key": SecretStr("a:b")}, "UPLOADS_URL"),
        ({"scanner_url": "tcp://clamav:3310"}, "SCANNER_URL"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(told: dict[str, object], fault: str) -> None:
    common = {"database_url": "postgresql://localhost/x", "storage_keys": SecretStr(generate_storage_keys()), "jwks_file": "/x"}
    with pytest.raises(ValidationError, match=fault):
        UploadSettings.model_validate(common | told)
