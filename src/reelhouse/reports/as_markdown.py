"""A report as Markdown: findings and tables, without drawings."""

from __future__ import annotations

from collections.abc import Sequence

from reelhouse.dashboards.charts import Blank, Chart, escape
from reelhouse.reports.gathered import Report
from reelhouse.reports.kept import Since
from reelhouse.reports.tables import rows_of


def as_markdown(report: Report, since: Since) -> str:
    """The report as a whole file.

    Args:
        report: what it says.
        since: what changed since the one before.
    """
    blocks = [
        f"# {report.title}",
        escape(report.page.question),
        f"Period: {escape(report.period)} · made {report.made_at:%-d %B %Y %H:%M} UTC · build "
        f"`{report.build.build_id}`",
        "## Headline",
        *_headline(report),
        "## What changed since the last report",
        escape(since.said),
        *_changed(since),
    ]
    if report.about:
        notes = [f"- {note.replace(chr(10), chr(10) + '  ')}" for note in report.notes]
        blocks += [f"## {report.about}", "\n".join(notes) or "Nothing stands out."]
    blocks.append("## Findings")
    for part in report.parts:
        blocks += _part(part)
    blocks += ["## Methods", *_methods(report), "## Data"]
    blocks += [escape(text) for text in report.attributions]
    blocks.append(
        f"Build `{report.build.build_id}`, evidence `evidence/{report.run_id}.json`. "
        "`reelhouse verify` recomputes the checksums of all that the build is made of."
    )
    return "\n\n".join(blocks) + "\n"


def _headline(report: Report) -> list[str]:
    blocks = []
    if report.tiles:
        rows = [[t.label, t.value, f"{t.delta} {t.over}".strip()] for t in report.tiles]
        blocks.append(_table(("Headline", "Figure", "Change"), rows))
        notes = [f"- **{escape(t.label)}**: {t.help}" for t in report.tiles if t.help]
        blocks += ["\n".join(notes)] if notes else []
    if report.measures:
        found = [[m.metric.title, m.text, m.metric.unit, m.of] for m in report.measures]
        blocks.append(_table(("Measure", "Figure", "Unit", "Of"), found))
    return blocks


def _changed(since: Since) -> list[str]:
    blocks = []
    if since.changes:
        rows = [[c.title, c.before, c.now, c.change, c.unit] for c in since.changes]
        blocks.append(_table(("Measure", "Before", "Now", "Change", "Unit"), rows))
    if since.same:
        blocks.append(f"{since.same} measures are the same.")
    return blocks


def _part(part: Chart | Blank) -> list[str]:
    if isinstance(part, Blank):
        return [f"### {escape(part.subject)}", part.why]
    names, rows, more = rows_of(part.table)
    return [
        f"### {escape(part.finding.text)}",
        escape(part.facts),
        f"*How to read it:* {escape(part.how_to_read)}",
        _table(names, rows),
        *([f"{more:,} more rows."] if more else []),
    ]


def _methods(report: Report) -> list[str]:
    said = (
        "A finding states a direction, an order or a link only where the figures have it and "
        "their interval leaves no doubt. Measures are defined once, in `metrics.yml`; money in "
        f"their table is in US dollars, elsewhere in {report.money.currency}."
    )
    rows = [
        f"- **{escape(m.title)}** (`{m.name}`, {m.unit}): {escape(m.description)} "
        f"*{escape(m.origin)}*"
        for m in report.metrics
    ]
    return [said, "\n".join(rows)]


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [_row(names), "|" + "---|" * len(names), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    shown = (escape(cell).replace("\n", " ") for cell in cells)
    return f"| {' | '.join(shown)} |"
