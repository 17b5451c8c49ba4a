"""A report on paper, printed by a real browser."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from reelhouse.dashboards.charts import Chart
from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.reports.as_pdf import as_pdf, find_browser
from reelhouse.reports.kept import folder_of
from reelhouse.reports.write import write_report
from reelhouse.settings import Settings


def titles_of(printed: bytes) -> list[str]:
    """The title of a PDF and the headings of its outline."""
    found = []
    for plain, coded in re.findall(rb"/Title (?:\(((?:[^()\\]|\\.)*)\)|<([0-9A-F]+)>)", printed):
        if coded:
            found.append(bytes.fromhex(coded.decode()).decode("utf-16"))
        else:
            found.append(re.sub(rb"\\(.)", rb"\1", plain).decode("latin-1"))
    return [re.sub(r"\s+", "", title) for title in found]


def test_what_the_report_says_stands_on_pages_of_a4(
    lake: Lake, settings: Settings, tmp_path: Path
) -> None:
    if shutil.which("chromium") is None:
        pytest.skip("no chromium: `apt-get install chromium`, or `make chromium` as root")
    target = tmp_path / "report.pdf"
    report = write_report(lake, settings, "marketing", "2025", target).report
    printed = target.read_bytes()
    assert list(tmp_path.glob(".*")) == []
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    charts = [part for part in report.parts if isinstance(part, Chart)]
    # no chart is cut in two, so a page holds two of them at most
    assert len(sizes) >= len(charts) / 2
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
    assert not re.search(rb"/(JavaScript|Launch|URI)\b", printed)
    title, *headings = titles_of(printed)
    assert title == re.sub(r"\s+", "", f"{report.title}, {report.period}")
    for chart in charts:
        assert re.sub(r"\s+", "", chart.finding.text) in headings


def test_without_a_browser_nothing_is_written_and_the_way_out_is_told(
    lake: Lake, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("reelhouse.reports.as_pdf.BROWSERS", ("chromium",))
    with pytest.raises(ReelhouseError, match="none is on this machine") as refused:
        write_report(lake, settings, "marketing", "all", tmp_path / "r.pdf")
    assert "report.html" in refused.value.advice
    assert not (tmp_path / "r.pdf").exists()
    assert not folder_of(lake, "marketing").exists()


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("echo 'no room for fonts' >&2; exit 3", "no room for fonts"),
        ("exit 4", "exit code 4"),
        ('for a; do case $a in --print-to-pdf=*) echo no > "${a#*=}";; esac; done', "no PDF"),
    ],
)
def test_a_browser_that_fails_is_named_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, said: str
) -> None:
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(ReelhouseError, match=said) as failed:
        as_pdf("<!DOCTYPE html><title>t</title>", find_browser())
    assert failed.value.where == str(program)
