"""Write a report into a file, and keep its measures for the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.reports.as_html import as_html
from reelhouse.reports.as_markdown import as_markdown
from reelhouse.reports.as_pdf import as_pdf, find_browser
from reelhouse.reports.gathered import Report, gather
from reelhouse.reports.kept import Since, keep, since_last
from reelhouse.settings import Settings
from reelhouse.storage import explain_full_disk, write_bytes, write_text

FORMATS: dict[str, Callable[[Report, Since], str]] = {".html": as_html, ".md": as_markdown}
PDF = ".pdf"


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was written.

    Attributes:
        report: what it says.
        since: what changed since the one before.
        target: the file.
    """

    report: Report
    since: Since
    target: Path


def write_report(lake: Lake, settings: Settings, kind: str, period: str, target: Path) -> Written:
    """Write a report of the published build; a file of that name is replaced in one step.

    Args:
        lake: the lake.
        settings: the settings of this run.
        kind: `executive`, `creator`, `marketing` or `licensing`.
        period: see `period.days_of`.
        target: a file that ends in `.html`, `.md` or `.pdf`.

    Raises:
        UsageError: the file's name says no known format, there is no such kind, period or folder.
        ReelhouseError: there is nothing to report, the file cannot be written, or no browser is
            there to print a PDF.
    """
    if target.suffix not in {*FORMATS, PDF}:
        raise UsageError(
            f"'{target.suffix}' is no format to write",
            where=str(target),
            advice=f"The file's name ends in {', '.join(FORMATS)} or {PDF}.",
        )
    if not target.absolute().parent.is_dir():
        raise UsageError(
            "the folder is not there", where=str(target.parent), advice="Make it first."
        )
    browser = find_browser() if target.suffix == PDF else ""
    report = gather(lake, settings, kind, period)
    since = since_last(lake, report)
    try:
        with explain_full_disk(target.parent):
            if browser:
                write_bytes(target, as_pdf(as_html(report, since), browser))
            else:
                write_text(target, FORMATS[target.suffix](report, since))
    except OSError as error:
        raise ReelhouseError(f"the file cannot be written: {error}", where=str(target)) from error
    keep(lake, report)
    return Written(report, since, target)
