"""Speak S3: fetch and store objects, put some only under a condition, and explain what fails."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelhouse.errors import ReelhouseError
from reelhouse.objects.address import Address
from reelhouse.objects.failures import (
    Attempt,
    code_of,
    explained,
    failed,
)
from reelhouse.redact import without_secrets
from reelhouse.settings.object_store import ObjectStoreSettings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART_BYTES = 64 << 20
"""Larger files are stored in parts, several at a time."""

_BLOCK_BYTES = 1 << 20
_SHA256 = "sha256"


@dataclass(frozen=True, slots=True)
class Found:
    """An object as the store has it.

    Attributes:
        etag: names this content of it.
        size: in bytes.
        sha256: checksum that it was stored with, hex; empty where it was stored without.
        seconds_old: time since it was written, by the server's own clock.
        body: what is in it; empty where only its headers were asked for.
    """

    etag: str
    size: int
    sha256: str
    seconds_old: float
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object in a listing: its name within the lake, and when it was written."""

    name: str
    written_at: datetime


class ObjectStore:
    """The objects of one lake.

    Args:
        address: where the lake lies.
        settings: how to reach it.

    Raises:
        ReelhouseError: the library is not installed, or there are no credentials.
    """

    def __init__(self, address: Address, settings: ObjectStoreSettings) -> None:
        self.address = address
        self._settings = settings
        self._client = _client(settings)

    def get(self, name: str, *, unless: str = "") -> Found | None:
        """A small object; None where it still has the ETag `unless`.

        Raises:
            Gone: there is none of that name.
            StoreFailed: it cannot be had.
        """
        more: dict[str, Any] = {"IfNoneMatch": unless} if unless else {}
        for attempt in self._attempts():
            with explained(self._where(name)):
                try:
                    answer = self._client.get_object(**self._place(name), **more)
                except Exception as error:
                    if code_of(error) == "304":
                        return None
                    raise
                with attempt:
                    body = answer["Body"].read()
                    sha256 = answer["Metadata"].get(_SHA256, "")
                    return Found(answer["ETag"], len(body), sha256, _age(answer), body)
        raise AssertionError("an attempt that fails for the last time raises")

    def head(self, name: str) -> Found:
        """What is known of an object without fetching it.

        Raises:
            Gone: there is none of that name.
            StoreFailed: the store does not say.
        """
        with explained(self._where(name)):
            answer = self._client.head_object(**self._place(name))
        return Found(
            answer["ETag"],
            answer["ContentLength"],
            answer["Metadata"].get(_SHA256, ""),
            _age(answer),
        )

    def put(self, name: str, body: bytes, *, only_over: str | None = None) -> str:
        """Store a small object; gives its ETag.

        Args:
            name: its path in the lake.
            body: what is in it.
            only_over: the ETag that it must replace; empty where there must be none of that name;
                None where it does not matter.

        Raises:
            Changed: there is another object than `only_over` says. The store may also say so where
                the first of several attempts did succeed and its answer got lost: who puts
                something that bears a mark of its own can look whether it is there.
            StoreFailed: it cannot be stored.
        """
        more: dict[str, Any] = {}
        if only_over is not None:
            more = {"IfMatch": only_over} if only_over else {"IfNoneMatch": "*"}
        sha256 = hashlib.sha256(body)
        with explained(self._where(name)):
            answer = self._client.put_object(
                **self._place(name),
                Body=body,
                ChecksumSHA256=base64.b64encode(sha256.digest()).decode(),
                Metadata={_SHA256: sha256.hexdigest()},
                **more,
            )
        return str(answer["ETag"])

    def put_file(self, name: str, path: Path, sha256: str) -> str:
        """Store a file, large ones in parts; gives the object's ETag.

        The server is told the checksum of what it should get, and refuses anything else.

        Raises:
            StoreFailed: it cannot be stored.
        """
        metadata = {_SHA256: sha256}
        with explained(self._where(name)):
            if path.stat().st_size <= PART_BYTES:
                with path.open("rb") as file:
                    answer = self._client.put_object(
                        **self._place(name),
                        Body=file,
                        ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
                        Metadata=metadata,
                    )
                return str(answer["ETag"])
            from boto3.s3.transfer import TransferConfig

            self._client.upload_file(
                str(path),
                self.address.bucket,
                self.address.key(name),
                ExtraArgs={"Metadata": metadata, "ChecksumAlgorithm": "SHA256"},
                Config=TransferConfig(
                    multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES // 2
                ),
            )
        return self.head(name).etag

    def fetch(self, name: str, etag: str, size: int, target: Path) -> None:
        """Fetch an object into a file, going on with what is there of it already.

        Args:
            name: its path in the lake.
            etag: its content; any other is not fetched.
            size: its bytes.
            target: the file.

        Raises:
            Gone: there is none of that name.
            Changed: it has another content.
            StoreFailed: it cannot be had; what came so far stays.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("ab") as file:
            if file.tell() > size:
                file.truncate(0)
            for block in self.blocks(name, etag, size, file.tell()):
                file.write(block)

    def blocks(self, name: str, etag: str, size: int, start: int = 0) -> Iterator[bytes]:
        """The bytes of an object from a place on, in blocks; where they break off it goes on there.

        Args:
            name: its path in the lake.
            etag: its content; any other is not read.
            size: its bytes.
            start: how many of them are passed over.

        Raises:
            Gone: there is none of that name.
            Changed: it has another content.
            StoreFailed: it cannot be had.
        """
        place = start
        attempts = self._attempts()
        while place < size:
            attempt = next(attempts)
            with explained(self._where(name)):
                answer = self._client.get_object(
                    **self._place(name), IfMatch=etag, Range=f"bytes={place}-"
                )
                with attempt, closing(answer["Body"]) as body:
                    for block in body.iter_chunks(_BLOCK_BYTES):
                        place += len(block)
                        attempt.begin_anew()  # it gets on
                        yield block
                    if place < size:
                        raise ConnectionError(f"{place:,} of {size:,} bytes came")

    def delete(self, names: Sequence[str]) -> None:
        """Delete objects; those that are gone already do not matter.

        Raises:
            StoreFailed: one cannot be deleted.
        """
        for start in range(0, len(names), 1000):
            some = names[start : start + 1000]
            keys = [{"Key": self.address.key(name)} for name in some]
            with explained(self._where(some[0])):
                answer = self._client.delete_objects(
                    Bucket=self.address.bucket,
                    Delete={"Objects": keys, "Quiet": True},  # type: ignore[typeddict-item]
                )
            if errors := answer.get("Errors"):
                raise failed(self._where(some[0]), str(errors[0].get("Code", "")))

    def listing(self) -> Iterator[Listed]:
        """All objects of the lake.

        Raises:
            StoreFailed: they cannot be listed.
        """
        prefix = self.address.key("")
        with explained(self._where("")):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.address.bucket, Prefix=prefix
            )
            for page in pages:
                for entry in page.get("Contents", ()):
                    yield Listed(entry["Key"].removeprefix(prefix), entry["LastModified"])

    def drop_unfinished(self) -> None:
        """Give up uploads in parts that a killed process left behind, a day old and older."""
        bucket = self.address.bucket
        with explained(self._where("")):
            found = self._client.list_multipart_uploads(
                Bucket=bucket, Prefix=self.address.key("")
            ).get("Uploads", [])
            for upload in found:
                begun = upload["Initiated"]
                if (datetime.now(begun.tzinfo) - begun).days >= 1:
                    self._client.abort_multipart_upload(
                        Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                    )

    def keeps_versions(self) -> bool:
        """Whether the bucket keeps what is deleted or replaced.

        Raises:
            StoreFailed: the store does not say.
        """
        with explained(self._where("")):
            answer = self._client.get_bucket_versioning(Bucket=self.address.bucket)
        return answer.get("Status") == "Enabled"

    def _place(self, name: str) -> dict[str, Any]:
        return {"Bucket": self.address.bucket, "Key": self.address.key(name)}

    def _attempts(self) -> Iterator[Attempt]:
        """Tries of what the library does not try again: an answer that breaks off on its way."""
        counter = Attempt(self._settings.attempts)
        while True:
            yield counter
            counter.wait()

    def _where(self, name: str) -> str:
        place = f"{self.address}/{name}".rstrip("/")
        endpoint = without_secrets(str(self._client.meta.endpoint_url))
        return f"{place} at {endpoint}"


def _client(settings: ObjectStoreSettings) -> S3Client:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError:
        raise ReelhouseError(
            "a lake in an object store needs boto3, which is not installed",
            advice="Install the extra `s3` of the package: `reelhouse[s3]`.",
        ) from None
    config = Config(
        connect_timeout=min(settings.timeout_seconds, 10),
        read_timeout=settings.timeout_seconds,
        retries={"mode": "standard", "max_attempts": settings.attempts},
        max_pool_connections=settings.connections + 2,
        # a bucket in the host name needs a DNS that servers on one's own machine do not have
        s3={"addressing_style": "path"} if settings.endpoint_url else {},
    )
    try:
        client: S3Client = boto3.client(
            "s3",
            endpoint_url=settings.endpoint_url or None,
            region_name=settings.region or None,
            config=config,
        )
    except BotoCoreError as error:
        raise ReelhouseError(
            f"the object store cannot be used: {type(error).__name__}",
            advice="See that AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL are right.",
        ) from None
    return client


def _age(answer: Any) -> float:
    """Seconds since an object was written, both times by the server's clock."""
    written: datetime = answer["LastModified"]
    now = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return (parsedate_to_datetime(now) - written).total_seconds() if now else 0.0
