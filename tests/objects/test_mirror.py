"""Two machines at one lake, and a store that fails."""

from __future__ import annotations

import json

import pytest

from reelhouse.builds import list_builds, prune, rollback
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import current_build, query, require_current
from reelhouse.lake import Lake
from reelhouse.objects import registry
from reelhouse.objects.copy import is_blank
from reelhouse.objects.failures import StoreFailed
from reelhouse.sources.limits import LimitStore
from reelhouse.verify import verify_lake
from tests.lakes import settings_of
from tests.objects import tiny
from tests.objects.conftest import Machine
from tests.objects.server import BUCKET, KEYS, Server

COUNT = "select count(*) from dim_title"


def problems(lake: Lake, *, fetch: bool = False) -> list[str]:
    return [f"{f.path}: {f.problem}" for f in verify_lake(lake, fetch=fetch) if f.problem]


def keys_of(server: Server, address: str) -> set[str]:
    prefix = address.removeprefix(f"s3://{BUCKET}/") + "/"
    found = server.client().list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    return {entry["Key"].removeprefix(prefix) for entry in found}


def test_what_one_machine_built_another_reads_and_goes_on_with(
    machine: Machine, server: Server, address: str
) -> None:
    here = machine("here")
    tiny.bring(here, "2026-01-01")
    first = tiny.build(here, 5)

    there = machine("there")
    assert require_current(there).build_id == first
    assert len(there.snapshots("imdb", "title.ratings")) == 1
    large = [path for path in there.root.rglob("*.parquet") if is_blank(path)]
    assert len(large) == len(tiny.TABLES)
    assert problems(there) == []
    assert [path for path in large if is_blank(path)] == large
    assert query(require_current(there), COUNT, tables=["dim_title"])[1] == [(5,)]
    assert len([path for path in large if is_blank(path)]) == 1

    tiny.bring(there, "2026-01-02")
    second = tiny.build(there, 6)
    # what was carried over is one object under two names
    assert f"gold/{second}/fact_credit/fact_credit.parquet" not in keys_of(server, address)

    here = machine("here")
    assert query(require_current(here), COUNT)[1] == [(6,)]
    with LimitStore(here.limits_file) as limits:
        assert limits.connection.execute("select count(*) from asked").fetchall() == [(2,)]
    assert {run["status"] for run in read_runs(here)} == {"done"}
    assert rollback(here, settings_of(here)).build_id == first

    there = machine("there")
    assert require_current(there).build_id == first
    prune(there, settings_of(there), keep=1)
    assert {b.build_id for b in list_builds(machine("here"))} == {first, second}
    rollback(here, settings_of(here), second)
    prune(here, settings_of(here), keep=1)
    registry.close_mirrors()

    # the object that both shared stays for the one that is left
    keys = keys_of(server, address)
    assert f"gold/{first}/fact_credit/fact_credit.parquet" in keys
    assert f"gold/{first}/dim_title/dim_title.parquet" not in keys
    third = machine("third")
    assert query(require_current(third), "select count(*) from fact_credit")[1] == [(3,)]
    assert problems(third, fetch=True) == []


def test_of_two_machines_one_works_and_the_other_is_told(machine: Machine) -> None:
    here = machine("here")
    there = machine("there")
    with here.exclusive("build"):
        with pytest.raises(ReelhouseError, match="another build is running on this lake") as error:
            tiny.build(there, 3)
        assert "process" in error.value.what
        assert there.lock_state("build") == "held"
        tiny.bring(there, "2026-01-01")
    assert tiny.build(there, 3)


def test_a_machine_that_was_taken_for_dead_can_change_nothing(
    machine: Machine, server: Server, address: str
) -> None:
    here = machine("here")
    there = machine("there")
    others = []

    def oversleep() -> None:
        with here.exclusive("build"):
            assert here.mirror
            server.let_leases_run_out(address)
            others.append(tiny.build(there, 4))
            (here.gold / "x").mkdir(parents=True)
            (here.gold / "x" / "manifest.json").write_text("{}")
            (here.gold / "current.json").write_text('{"build_id": "x"}')
            here.share()

    with pytest.raises(ReelhouseError, match="another machine has taken over the build"):
        oversleep()
    [other] = others
    assert require_current(machine("here")).build_id == other
    assert not (here.gold / "x").exists()


def test_nothing_is_lost_over_a_bad_line(machine: Machine, server: Server) -> None:
    server.faults.errors = server.faults.lost = server.faults.cut = 0.08
    here = machine("here")
    for day in (1, 2):
        tiny.bring(here, f"2026-01-0{day}")
    built = tiny.build(here, 7)
    there = machine("there")

    assert require_current(there).build_id == built
    assert len(there.deliveries("imdb", "title.ratings")) == 2
    assert problems(there, fetch=True) == []


def test_without_its_store_a_lake_stays_as_it_was(machine: Machine, server: Server) -> None:
    here = machine("here")
    built = tiny.build(here, 2)
    assert here.mirror
    here.mirror.store._client.meta.events.register("before-send.s3.*", _no_line)
    with pytest.raises(StoreFailed, match="does not answer"):
        tiny.build(here, 3)
    here.mirror.look_again()  # pages show what is here

    assert require_current(here).build_id == built
    registry._open.clear()
    assert require_current(machine("there")).build_id == built


def _no_line(**_: object) -> None:
    raise ConnectionRefusedError


def test_a_lost_or_replaced_object_is_found(machine: Machine, server: Server, address: str) -> None:
    here = machine("here")
    built = tiny.build(here, 2)
    prefix = address.removeprefix(f"s3://{BUCKET}/")
    folder = f"gold/{built}"
    client = server.client()
    client.delete_object(Bucket=BUCKET, Key=f"{prefix}/{folder}/dim_title/dim_title.parquet")
    key = f"{prefix}/{folder}/fact_credit/fact_credit.parquet"
    size = client.head_object(Bucket=BUCKET, Key=key)["ContentLength"]
    client.put_object(Bucket=BUCKET, Key=key, Body=b"x" * size)

    there = machine("there")

    assert problems(there) == [
        f"{folder}/dim_title/dim_title.parquet: its object is missing",
        f"{folder}/fact_credit/fact_credit.parquet: its object is not the one that was stored",
    ]
    with pytest.raises(ReelhouseError, match="no longer in the object store"):
        query(require_current(there), COUNT)


def test_a_new_build_shows_without_being_asked_for(machine: Machine) -> None:
    here = machine("here")
    tiny.build(here, 2)
    watching = machine("there")
    mirror = watching.mirror
    assert mirror
    second = tiny.build(machine("here"), 3)
    assert require_current(watching).build_id != second

    mirror.look_again()

    assert require_current(watching).build_id == second
    assert query(require_current(watching), COUNT)[1] == [(3,)]


def test_what_is_removed_is_gone_from_the_store(
    machine: Machine, server: Server, address: str
) -> None:
    here = machine("here")
    delivery = tiny.bring(here, "2026-01-01")
    tiny.build(here, 2)
    name = delivery.folder.relative_to(here.root).as_posix()
    assert any(key.startswith(name) for key in keys_of(server, address))
    before = keys_of(server, address)
    client = server.client()
    stray = f"{address.removeprefix(f's3://{BUCKET}/')}/bronze/imdb/title.ratings/x/rows.parquet"
    client.put_object(Bucket=BUCKET, Key=stray, Body=b"of a killed ingest")

    with here.exclusive("ingest"):
        for path in sorted(delivery.folder.iterdir()):
            path.unlink()
        delivery.folder.rmdir()
        here.sweep()

    after = keys_of(server, address)
    assert not any(key.startswith("bronze/") for key in after)
    assert before - after
    assert not machine("there").deliveries("imdb", "title.ratings")


def test_what_a_dead_process_left_is_taken_over_unless_it_was_removing(machine: Machine) -> None:
    here = machine("here")
    delivery = tiny.bring(here, "2026-01-01")
    registry.close_mirrors()
    # a process that died here after it had moved a delivery to its place
    other = delivery.folder.with_name("2026-01-02_20260102T000000000Z-ingest-abcdef")
    other.mkdir()
    for path in delivery.folder.iterdir():
        text = path.read_text().replace("2026-01-01", "2026-01-02")
        (other / path.name).write_text(text)
    assert len(machine("there").deliveries("imdb", "title.ratings")) == 1
    machine("here")
    assert len(machine("there").deliveries("imdb", "title.ratings")) == 2

    # one that died while it removed that delivery
    registry.close_mirrors()
    next(path for path in other.iterdir() if path.name.endswith(".tsv")).unlink()
    here = machine("here")
    assert len(here.deliveries("imdb", "title.ratings")) == 2
    assert here.deliveries("imdb", "title.ratings")[-1].paths[0].read_text().startswith("tconst")


def test_no_key_is_written_down(
    machine: Machine, server: Server, address: str, tmp_path: object
) -> None:
    here = machine("here")
    tiny.bring(here, "2026-01-01")
    tiny.build(here, 2)
    registry.close_mirrors()
    prefix = address.removeprefix(f"s3://{BUCKET}/") + "/"
    client = server.client()
    stored = [
        client.get_object(Bucket=BUCKET, Key=prefix + key)["Body"].read()
        for key in keys_of(server, address)
    ]
    written = stored + [path.read_bytes() for path in here.root.rglob("*") if path.is_file()]
    for secret in (KEYS[name].encode() for name in KEYS if "REGION" not in name):
        assert not [content for content in written if secret in content]


def test_the_list_of_files_is_plain_json(machine: Machine, server: Server, address: str) -> None:
    here = machine("here")
    built = tiny.build(here, 2)
    key = address.removeprefix(f"s3://{BUCKET}/") + "/lake.json"
    head = json.loads(server.client().get_object(Bucket=BUCKET, Key=key)["Body"].read())
    assert f"gold/{built}/manifest.json" in head["files"]
    assert current_build(here)
