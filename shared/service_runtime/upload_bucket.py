"""Uploads in a bucket of an S3-compatible store, by three calls signed with AWS Signature Version 4.

The signature is AWS's published algorithm and is held against its published example (tests/service_runtime/test_upload_bucket.py).
"""

import hashlib
import hmac
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import UUID

import httpx

from service_runtime.uploads import UploadMissing, UploadsAway

_SECONDS = httpx.Timeout(20.0, connect=5.0)
_DONE = {200, 204}


@dataclass(frozen=True, slots=True, repr=False)
class BucketKey:
    """Who calls: an access key, its secret and the region that both are of."""

    access_key: str
    secret: str
    region: str

    def signed(self, method: str, url: str, content: bytes, now: datetime, headers: Mapping[str, str] | None = None) -> dict[str, str]:
        """The headers to send: the given ones, the digest of the content, the moment, and the signature over all of them."""
        place, moment, digest = urlsplit(url), f"{now:%Y%m%dT%H%M%SZ}", hashlib.sha256(content).hexdigest()
        told = {**(headers or {}), "host": place.netloc, "x-amz-content-sha256": digest, "x-amz-date": moment}
        names = ";".join(sorted(told))
        lines = "".join(f"{name}:{told[name]}\n" for name in sorted(told))
        request = f"{method}\n{quote(place.path, safe='/-_.~')}\n{place.query}\n{lines}\n{names}\n{digest}"
        scope = f"{now:%Y%m%d}/{self.region}/s3/aws4_request"
        to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
        told["authorization"] = f"AWS4-HMAC-SHA256 Credential={self.access_key}/{scope},SignedHeaders={names},Signature={signature}"
        return told


class UploadBucket:
    """`url` is the bucket's own address: https://store.example/bucket or https://bucket.store.example."""

    def __init__(self, url: str, key: BucketKey, *, ca_file: Path | None = None) -> None:
        self._url, self._key = url.rstrip("/"), key
        trust = ssl.create_default_context(cafile=ca_file)
        self._client = httpx.AsyncClient(timeout=_SECONDS, trust_env=False, verify=trust)

    async def put(self, upload_id: UUID, content: bytes) -> None:
        """The store keeps a whole object or none."""
        async with self._call("PUT", upload_id, content):
            pass

    async def get(self, upload_id: UUID) -> AsyncGenerator[bytes, None]:
        """As the store sends it."""
        async with self._call("GET", upload_id) as answer:
            try:
                async for part in answer.aiter_bytes():
                    yield part
            except httpx.HTTPError as error:
                raise UploadsAway(type(error).__name__) from error

    async def delete(self, upload_id: UUID) -> None:
        """An S3 store answers 204 for what is not there."""
        async with self._call("DELETE", upload_id):
            pass

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def _call(self, method: str, upload_id: UUID, content: bytes = b"") -> AsyncIterator[httpx.Response]:
        url = f"{self._url}/{upload_id.hex[-2:]}/{upload_id.hex}"
        headers = self._key.signed(method, url, content, datetime.now(UTC))
        try:
            answer = await self._client.send(self._client.build_request(method, url, content=content, headers=headers), stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise UploadsAway(type(error).__name__) from error
        try:
            if answer.status_code == httpx.codes.NOT_FOUND and method == "GET":
                raise UploadMissing
            if answer.status_code not in _DONE:
                raise UploadsAway(f"HTTP {answer.status_code}")
            yield answer
        finally:
            await answer.aclose()
