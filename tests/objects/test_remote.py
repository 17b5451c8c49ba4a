"""An object read as a file, through answers that break off."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.objects.address import parse_address
from reelhouse.objects.failures import Changed, Gone
from reelhouse.objects.head import Entry
from reelhouse.objects.remote import RemoteFile
from reelhouse.objects.store import ObjectStore
from reelhouse.settings.object_store import ObjectStoreSettings
from tests.objects.server import Server

BODY = bytes(range(256)) * 9_000


@pytest.fixture
def store(server: Server, address: str) -> ObjectStore:
    return ObjectStore(parse_address(address), ObjectStoreSettings(attempts=8))


@pytest.fixture
def entry(store: ObjectStore) -> Entry:
    return Entry("", len(BODY), store.put("bronze/file", BODY), "bronze/file")


def test_gives_all_of_it_though_answers_break_off(
    server: Server, store: ObjectStore, entry: Entry
) -> None:
    server.faults.cut = 0.5

    with io.BufferedReader(RemoteFile(store, entry)) as file:
        assert file.read() == BODY


@given(places=st.lists(st.tuples(st.integers(0, len(BODY)), st.integers(0, 5_000)), max_size=5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_gives_what_is_at_a_place(
    store: ObjectStore, entry: Entry, places: list[tuple[int, int]]
) -> None:
    file = io.BufferedReader(RemoteFile(store, entry))

    for place, count in places:
        file.seek(place)
        assert file.read(count) == BODY[place : place + count]
    assert file.seek(-10, io.SEEK_END) == len(BODY) - 10
    assert file.read() == BODY[-10:]


def test_asks_for_nothing_before_it_is_read(
    server: Server, store: ObjectStore, entry: Entry
) -> None:
    asked = len(server.faults.seen)

    RemoteFile(store, entry).seek(5)

    assert len(server.faults.seen) == asked


def test_another_content_under_the_name_is_not_read(store: ObjectStore, entry: Entry) -> None:
    store.put("bronze/file", b"another")

    with pytest.raises(Changed):
        RemoteFile(store, entry).read(1)


def test_an_object_that_is_gone_is_an_error(store: ObjectStore, entry: Entry) -> None:
    store.delete([entry.key])

    with pytest.raises(Gone):
        RemoteFile(store, entry).read(1)


def test_a_file_goes_on_behind_what_is_there(
    store: ObjectStore, entry: Entry, tmp_path: Path
) -> None:
    target = tmp_path / "file"
    target.write_bytes(BODY[:1_000])

    store.fetch(entry.key, entry.etag, entry.bytes, target)

    assert target.read_bytes() == BODY
