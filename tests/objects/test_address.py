from __future__ import annotations

import pytest

from reelhouse.errors import UsageError
from reelhouse.objects.address import folder_name, parse_address
from reelhouse.settings import load_settings


@pytest.mark.parametrize(
    ("text", "bucket", "prefix"),
    [
        ("s3://films", "films", ""),
        ("s3://films/", "films", ""),
        ("s3://films/lake/", "films", "lake"),
        ("s3://films/a team/lake", "films", "a team/lake"),
    ],
)
def test_an_address_is_a_bucket_and_a_prefix(text: str, bucket: str, prefix: str) -> None:
    address = parse_address(text)
    assert (address.bucket, address.prefix) == (bucket, prefix)
    assert parse_address(str(address)) == address
    assert address.key("lake.json") == (f"{prefix}/lake.json" if prefix else "lake.json")


@pytest.mark.parametrize(
    "text", ["s3://", "s3:///lake", "s3://A_B/x", "s3://films/a//b", "s3://films/../b/c"]
)
def test_what_is_no_address_is_refused_as_a_setting(text: str) -> None:
    with pytest.raises(UsageError, match="setting 'lake'"):
        load_settings(lake=text)


def test_other_schemes_are_refused() -> None:
    with pytest.raises(UsageError, match="a folder on a disk or s3://bucket/prefix"):
        load_settings(lake="gs://films/lake")


def test_lakes_have_working_copies_of_their_own() -> None:
    names = {
        folder_name(parse_address(text), endpoint)
        for text in ("s3://films/a-b", "s3://films/a/b")
        for endpoint in ("", "http://localhost:9000")
    }
    assert len(names) == 4


@pytest.mark.parametrize("url", ["localhost:9000", "http://me:canary@localhost:9000"])
def test_an_endpoint_is_a_plain_address(url: str) -> None:
    with pytest.raises(UsageError, match=r"object_store\.endpoint_url") as error:
        load_settings(object_store={"endpoint_url": url})
    assert "canary" not in str(error.value)
