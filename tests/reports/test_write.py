"""Reports of the demo lake: what they say is what metrics and pages say, and they load nothing."""

from __future__ import annotations

import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reelhouse.dashboards.charts import Chart
from reelhouse.dashboards.theme import LIGHT
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.gold import query
from reelhouse.lake import Lake
from reelhouse.reports.gathered import KINDS, gather
from reelhouse.reports.kept import folder_of, keep, since_last
from reelhouse.reports.write import write_report
from reelhouse.settings import Settings
from reelhouse.storage import write_json
from tests.lakes import new_lake, settings_of

LOADING = {"src", "href", "srcset", "data", "poster", "action", "xlink:href"}
VOID = {"meta", "br"}


class Reader(HTMLParser):
    """What a file of HTML holds and loads, and whether its tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in LOADING]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_one_file_that_loads_nothing(
    lake: Lake, settings: Settings, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "report.html"
    written = write_report(lake, settings, kind, "all", target)
    text = target.read_text(encoding="utf-8")
    read = Reader()
    read.feed(text)
    assert read.open == []
    assert read.loads == []
    assert len(set(read.ids)) == len(read.ids)
    assert not {"script", "link", "img", "iframe"} & set(read.tags)
    assert not re.search(r"url\((?!#)|@import", text)
    report = written.report
    charts = [part for part in report.parts if isinstance(part, Chart)]
    assert read.tags.count("svg") == len(charts)
    assert read.tags.count("h1") == 1
    assert report.build.build_id in text
    assert f"evidence/{report.run_id}.json" in text
    assert report.attributions

    short = tmp_path / "report.md"
    write_report(lake, settings, kind, "all", short)
    plain = short.read_text(encoding="utf-8").replace("\\", "")
    for chart in charts:
        assert chart.finding.text in plain
    for attribution in report.attributions:
        assert attribution in plain
    for measure in report.measures:
        assert f"| {measure.metric.title} | {measure.text} |" in plain
        assert measure.metric.name in plain
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_measures_are_what_sql_gives(lake: Lake, settings: Settings, kind: str) -> None:
    report = gather(lake, settings, kind, "all")
    assert report.measures
    for measure in report.measures:
        columns, rows = query(report.build, measure.sql)
        value = rows[-1][columns.index(measure.metric.name)]
        assert measure.value == (None if value is None else pytest.approx(float(value)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_has_a_drawing_that_names_itself(
    lake: Lake, settings: Settings, kind: str
) -> None:
    for part in gather(lake, settings, kind, "all").parts:
        if isinstance(part, Chart):
            drawing = part.still(LIGHT, "x", 760)
            assert "nan" not in re.sub(r"<(title|desc|text)[^>]*>[^<]*", "", drawing)
            assert f">{escape(part.subject)}</title>" in drawing
            assert f">{escape(part.finding.text)}</desc>" in drawing
            assert re.search(r"<(rect|path|circle)", drawing)


def test_the_second_report_says_what_changed(
    lake: Lake, settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "report.md"
    first = write_report(lake, settings, "marketing", "all", target)
    assert "no earlier report" in first.since.said
    [kept] = folder_of(lake, "marketing").glob("*.json")
    record = json.loads(kept.read_text(encoding="utf-8"))
    assert record["measures"]["campaign_spend"]["value"] == first.report.measures[0].value

    # the same build again replaces what was kept and has nothing to compare with
    assert "no earlier" in write_report(lake, settings, "marketing", "all", target).since.said
    assert list(folder_of(lake, "marketing").glob("*.json")) == [kept]

    # as if an earlier build had had half the spend
    record["build_id"] = "20000101T000000000Z-000000"
    record["measures"]["campaign_spend"]["value"] /= 2
    write_json(kept.with_name("all_20000101T000000000Z-000000.json"), record)
    second = write_report(lake, settings, "marketing", "all", target)
    [change] = second.since.changes
    assert (change.title, change.change) == (first.report.measures[0].metric.title, "+100.0%")
    assert second.since.same == len(first.report.measures) - 1
    text = target.read_text(encoding="utf-8").replace("\\", "")
    assert f"| {change.title} | {change.before} | {change.now} | +100.0% |" in text
    other = gather(lake, settings, "marketing", "5y")
    assert "of this period" in since_last(lake, other).said


def test_a_period_narrows_what_it_heeds(lake: Lake, settings: Settings) -> None:
    whole = gather(lake, settings, "marketing", "all")
    year = gather(lake, settings, "marketing", "2025")
    first, second = (
        next(m.value for m in r.measures if m.metric.name == "campaign_spend")
        for r in (whole, year)
    )
    assert first is not None
    assert second is not None
    assert 0 < second < first
    assert "2025" in year.period


@pytest.mark.parametrize("kind", ["creator", "marketing", "licensing", "executive"])
def test_a_period_without_data_is_refused(
    lake: Lake, settings: Settings, tmp_path: Path, kind: str
) -> None:
    with pytest.raises(ReelhouseError, match="holds no data"):
        write_report(lake, settings, kind, "1891", tmp_path / "r.html")
    assert not (tmp_path / "r.html").exists()
    assert not folder_of(lake, kind).exists()


@pytest.mark.parametrize(
    ("kind", "period", "file", "said"),
    [
        ("sales", "all", "r.html", "no report 'sales'"),
        ("executive", "soon", "r.html", "no period"),
        ("executive", "all", "r.docx", "no format"),
        ("executive", "all", "no/r.html", "folder is not there"),
    ],
)
def test_wrong_wishes_are_refused_in_words(
    lake: Lake, settings: Settings, tmp_path: Path, kind: str, period: str, file: str, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        write_report(lake, settings, kind, period, tmp_path / file)
    assert said in str(refused.value)


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    with pytest.raises(ReelhouseError, match="nothing has been built yet"):
        write_report(lake, settings_of(lake), "executive", "all", tmp_path / "r.md")


def test_kept_measures_that_are_damaged_are_named(lake: Lake, settings: Settings) -> None:
    report = gather(lake, settings, "creator", "all")
    path = keep(lake, report)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ReelhouseError, match="damaged") as refused:
        since_last(lake, report)
    assert str(path) in str(refused.value)
