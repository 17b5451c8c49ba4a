"""A report as one HTML file: it loads nothing, runs nothing, and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.markdown import html_of
from reelhouse.dashboards.stills import CannotDraw
from reelhouse.dashboards.theme import LIGHT
from reelhouse.dashboards.view import Tile
from reelhouse.reports.gathered import Report
from reelhouse.reports.kept import Since
from reelhouse.reports.tables import rows_of

STYLE = Path(__file__).with_name("report.css")
WIDTH = 760  # of a drawing, in pixels

# a browser that opens the file neither runs nor fetches anything for it
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_html(report: Report, since: Since) -> str:
    """The report as a whole file.

    Args:
        report: what it says.
        since: what changed since the one before.
    """
    made = f"{report.made_at:%-d %B %Y %H:%M} UTC"
    body = [
        f"<header><h1>{escape(report.title)}</h1><p>{escape(report.page.question)}</p>"
        f"<p class=facts>Period: {escape(report.period)} · made {made} · build "
        f"{escape(report.build.build_id)}</p></header>",
        _headline(report),
        _changed(since),
        _notes(report),
        "<section><h2>Findings and charts</h2>",
        *(_part(part, f"c{place}") for place, part in enumerate(report.parts)),
        "</section>",
        _methods(report),
        _footer(report),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}, {escape(report.period)}</title>"
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>\n<body><main>\n"
        + "\n".join(body)
        + "\n</main></body></html>\n"
    )


def _headline(report: Report) -> str:
    tiles = "".join(map(_tile, report.tiles))
    rows = [[m.metric.title, m.text, m.metric.unit, m.of] for m in report.measures]
    table = _table("Headline measures", ("Measure", "Figure", "Unit", "Of"), rows)
    return f"<section><h2>Headline</h2><div class=tiles>{tiles}</div>{table}</section>"


def _tile(tile: Tile) -> str:
    delta = f"<span>{escape(tile.delta)} {escape(tile.over)}</span>" if tile.delta else ""
    said = f"<small>{html_of(tile.help)}</small>" if tile.help else ""
    return (
        f"<div><b>{escape(tile.label)}</b><strong>{escape(tile.value)}</strong>{delta}{said}</div>"
    )


def _changed(since: Since) -> str:
    rows = [[c.title, c.before, c.now, c.change, c.unit] for c in since.changes]
    table = ""
    if rows:
        names = ("Measure", "Before", "Now", "Change", "Unit")
        table = _table("What changed since the last report", names, rows)
    same = f"<p>{since.same} measures are the same.</p>" if since.same else ""
    return (
        f"<section><h2>What changed since the last report</h2><p>{escape(since.said)}</p>"
        f"{table}{same}</section>"
    )


def _notes(report: Report) -> str:
    if not report.about:
        return ""
    rows = "".join(f"<li>{html_of(note)}</li>" for note in report.notes)
    said = f"<ul>{rows}</ul>" if rows else "<p>Nothing stands out.</p>"
    return f"<section><h2>{escape(report.about)}</h2>{said}</section>"


def _part(part: Chart | Blank, ident: str) -> str:
    if isinstance(part, Blank):
        return f"<article><h3>{escape(part.subject)}</h3><p>{html_of(part.why)}</p></article>"
    names, rows, more = rows_of(part.table)
    rest = f"<p>{more:,} more rows.</p>" if more else ""
    try:
        drawing = part.still(LIGHT, ident, WIDTH)
    except CannotDraw:
        drawing = "<p>This drawing has no form on paper; its data stand below.</p>"
    sql = "".join(f"<pre>{escape(answer.sql)}</pre>" for answer in part.answers)
    return (
        f"<article><h3>{escape(part.finding.text)}</h3><p class=facts>{escape(part.facts)}</p>"
        f"<figure>{drawing}<figcaption><em>How to read it:</em> {escape(part.how_to_read)}"
        f"</figcaption></figure><details><summary>Data and source</summary>"
        f"{_table(part.subject, names, rows)}{rest}"
        f"<p>Tables {escape(', '.join(part.tables))}; <code>reelhouse sql</code> gives the same."
        f"</p>{sql}"
        "</details></article>"
    )


def _table(caption: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in row) + "</tr>" for row in rows
    )
    return (
        f'<div class=wide tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _methods(report: Report) -> str:
    rows = "".join(
        f"<dt>{escape(m.title)} (<code>{m.name}</code>, {escape(m.unit)})</dt>"
        f"<dd>{escape(m.description)} <em>{escape(m.origin)}</em></dd>"
        for m in report.metrics
    )
    return (
        "<section><h2>Methods</h2><p>A finding states a direction, an order or a link only where "
        "the figures have it and their interval leaves no doubt. Intervals are those that charts "
        "say they are. Measures are defined once, in <code>metrics.yml</code>; money in their "
        f"table is in US dollars, on charts in {escape(report.money.currency)}.</p>"
        f"<dl>{rows}</dl></section>"
    )


def _footer(report: Report) -> str:
    texts = "".join(f"<p>{escape(text)}</p>" for text in report.attributions)
    return (
        f"<footer><h2>Data</h2>{texts}<p>Build {escape(report.build.build_id)}, evidence "
        f"<code>evidence/{escape(report.run_id)}.json</code>. <code>reelhouse verify</code> "
        "recomputes the checksums of all that the build is made of.</p></footer>"
    )
