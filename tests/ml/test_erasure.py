"""What was erased is in no model: such models go, and none is trained on a build that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.erasure import deliveries_read, erased_ever, forget, refuse_erased
from reelhouse.ml.store import Version
from reelhouse.retention import erase_entities
from reelhouse.settings import load_settings
from reelhouse.sources.first_party import SOURCE
from reelhouse.sources.tabular.ingest import ingest_tables
from tests.ml.models import Constant, card

PROFILES = """\
member_id,country,plan,joined_date,cancelled_date,cancel_reason,consent_analytics,consent_marketing,consent_personalisation,consent_date
M-1,DE,basic,2026-01-01,,,true,true,true,2026-01-01
M-2,DE,basic,2026-01-01,,,true,true,true,2026-01-01
"""
SESSIONS = """\
session_id,member_id,title,title_id_imdb,started_at,minutes,device
S-1,M-1,Alpha,tt0000001,2026-01-02T20:00:00Z,30,tv
S-2,M-2,Alpha,tt0000001,2026-01-02T20:00:00Z,30,tv
"""


@dataclass(frozen=True)
class Erased:
    """A lake with models, out of which a member was taken after a build."""

    lake: Lake
    build: Build
    models: dict[str, Version]
    gone: list[str]


def build_of(lake: Lake) -> Build:
    """A build without tables that has read all that is in bronze."""
    paths = [str(p.relative_to(lake.root)) for p in sorted(lake.bronze.rglob("*.parquet"))]
    return Build(lake.gold / "b", {"build_id": "b", "inputs": [{"path": p} for p in paths]})


def kept(lake: Lake, name: str, moment: str, deliveries: list[str] | None) -> Version:
    """A version that says that it learned from these deliveries, which answers from now on."""
    found = store.keep(
        lake, name, Constant(1.0), card(), inputs=None, build_id="b",
        run_id=f"20260101T{moment}Z-train-1", origin="o", deliveries=deliveries,
    )  # fmt: skip
    store.promote(lake, name, found.version)
    return found


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Erased:
    """A lake with a build and models, out of which a member was taken afterwards."""
    folder = tmp_path_factory.mktemp("erased")
    own = folder / "own"
    own.mkdir()
    (own / "member_profiles.csv").write_text(PROFILES)
    (own / "viewing_sessions.csv").write_text(SESSIONS)
    lake = Lake(folder / "lake")
    settings = load_settings(lake=lake.root)
    ingest_tables(lake, settings, SOURCE, [str(own)])
    build = build_of(lake)
    read = deliveries_read(build, ["fact_viewing_hour"])
    models = {
        "other": kept(lake, "recommendations", "000001", []),
        "learned": kept(lake, "recommendations", "000002", read),
        "unsaid": kept(lake, "churn", "000003", None),
        "alone": kept(lake, "segments", "000004", read),
    }
    report = erase_entities(lake, settings, "first_party", ["M-2"])
    return Erased(lake, build, models, report.models)


def test_deliveries_of_a_table_are_those_it_is_made_of(erased: Erased) -> None:
    [profiles, sessions] = erased.models["learned"].deliveries or ()

    assert "/first_party/member_profiles/" in profiles
    assert "/first_party/viewing_sessions/" in sessions


def test_models_that_learned_from_it_go_and_others_stay(erased: Erased) -> None:

    models = erased.models
    assert set(erased.gone) == {
        f"{models[name].name}/{models[name].version}" for name in ("learned", "unsaid", "alone")
    }
    assert not models["learned"].folder.exists()
    assert models["other"].folder.is_dir()


def test_an_earlier_version_that_knows_nothing_of_it_answers(erased: Erased) -> None:
    answering = store.champion(erased.lake, "recommendations")

    assert answering is not None
    assert answering.version == erased.models["other"].version


def test_where_none_is_left_nothing_answers(erased: Erased) -> None:

    assert store.champion(erased.lake, "segments") is None
    assert store.champion(erased.lake, "churn") is None


def test_a_build_that_still_holds_it_is_not_learned_from(erased: Erased) -> None:
    lake, build = erased.lake, erased.build

    assert erased_ever(lake) & set(deliveries_read(build, ["dim_member"]))
    with pytest.raises(ReelhouseError, match="still holds what was erased") as told:
        refuse_erased(lake, build, ["dim_member"])
    assert "reelhouse build" in told.value.advice


def test_the_next_build_may_be_learned_from_again(erased: Erased) -> None:
    again = build_of(erased.lake)

    assert not erased_ever(erased.lake) & set(deliveries_read(again, ["dim_member"]))
    refuse_erased(erased.lake, again, ["dim_member", "fact_viewing_hour"])


def test_names_of_titles_make_no_table_one_of_members(erased: Erased) -> None:
    assert deliveries_read(erased.build, ["fact_netflix_week", "dim_title"]) == []
    refuse_erased(erased.lake, erased.build, ["fact_netflix_week", "dim_title"])


def test_where_nothing_was_erased_nothing_goes(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.root.mkdir()
    version = kept(lake, "churn", "000001", None)

    assert forget(lake) == []
    assert version.folder.is_dir()
