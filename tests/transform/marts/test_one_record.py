"""A change of one record of a source changes the rows that depend on it, and no other."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import date, time

import pytest

from reelhouse import clock
from reelhouse.builds import TableChange, diff
from reelhouse.gold import Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.simulator.settings_file import AGREEMENTS
from reelhouse.sources.run import Request, ingest_source
from reelhouse.transform.build import build_gold
from reelhouse.transform.lineage import ancestors
from tests.whole_lake import WholeLake

pytestmark = pytest.mark.long

# what a deal has earned so far depends on the day as well
SAME_DAY = date(2026, 2, 28)
# after what the lake holds, whenever the tests are run
LATE = time(23)


@dataclass(frozen=True)
class Dearer:
    """A lake before and after the fee of one deal was corrected."""

    deal_id: str
    before: Build
    after: Build
    changes: dict[str, TableChange]


@pytest.fixture(scope="module")
def dearer(demo_build: WholeLake, tmp_path_factory: pytest.TempPathFactory) -> Dearer:
    folder = tmp_path_factory.mktemp("dearer")
    lake = Lake(folder / "lake")
    shutil.copytree(demo_build.lake.root, lake.root)
    settings = load_settings(lake=lake.root, terms={"training_agreements": AGREEMENTS})
    before = require_current(lake)
    [(deal,)] = query(
        before,
        "select min(deal_id) from mart_licensing_roi "
        "where basis = 'attributed' and not is_assumption",
    )[1]
    [delivered] = lake.deliveries("first_party", "licensing_deals")
    with (delivered.folder / delivered.parts[0].file).open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["deal_id"] == deal:
            row["fee_usd"] = str(float(row["fee_usd"]) + 1000)
    with (folder / "licensing_deals.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with clock.playing(SAME_DAY, at=LATE):
        origins = (str(folder / "licensing_deals.csv"),)
        ingest_source("first_party", lake, settings, Request(origins=origins))
        build_gold(lake, settings)
    after = require_current(lake)
    changes = {change.table: change for change in diff(lake, settings, before, after)}
    return Dearer(deal, before, after, changes)


def test_only_tables_that_read_deals_change(dearer: Dearer) -> None:
    changed = {name for name, change in dearer.changes.items() if change.removed or change.added}
    own_work = {"mart_source_health", "mart_field_health"}

    assert "fact_licensing_deal" in changed
    assert [
        name for name in changed - own_work if "first_party__licensing_deals" not in ancestors(name)
    ] == []


def test_one_deal_is_another_and_no_title_is(dearer: Dearer) -> None:
    deals, titles = dearer.changes["fact_licensing_deal"], dearer.changes["bridge_title_source"]

    assert (deals.removed, deals.added) == (1, 1)
    assert (titles.removed, titles.added) == (0, 0)
    assert dearer.after.manifest["tables"]["fact_credit"]["carried_from"]


def test_sums_over_regions_change_in_its_own_alone(dearer: Dearer) -> None:
    before, after = (
        dict(query(build, "select region, hash(regions) from mart_licensing_region as regions")[1])
        for build in (dearer.before, dearer.after)
    )
    [(own,)] = query(
        dearer.after, f"select region from fact_licensing_deal where deal_id = '{dearer.deal_id}'"
    )[1]

    assert {name for name in before | after if before.get(name) != after.get(name)} == {own}


def test_the_returns_of_that_deal_change_and_its_title(dearer: Dearer) -> None:
    before, after = (
        dict(query(build, "select deal_id || basis, hash(roi) from mart_licensing_roi")[1])
        for build in (dearer.before, dearer.after)
    )
    changed = {name for name in before if before[name] != after[name]}

    assert changed == {f"{dearer.deal_id}reported", f"{dearer.deal_id}attributed"}
    assert dearer.changes["mart_title_everywhere"].added == 1
