"""A report as PDF: its HTML, printed by a browser that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from reelhouse.errors import ReelhouseError

# whatever is found first prints; all of them are the same engine
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
MOST_SECONDS = 300


def find_browser() -> str:
    """A browser that prints: Chromium, Chrome or Edge.

    Raises:
        ReelhouseError: there is none.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise ReelhouseError(
        "a PDF is printed by Chromium, Chrome or Edge, and none is on this machine",
        advice="Install one (`apt-get install chromium`), or write `--out report.html` and print "
        "it from any browser: it is made for paper as well.",
    )


def as_pdf(html: str, browser: str) -> bytes:
    """Print a file of HTML on A4, with an outline of its headings.

    The browser gets a profile of its own that is thrown away, and reaches no network.

    Args:
        html: a whole file that loads nothing.
        browser: the program that prints.

    Raises:
        ReelhouseError: it did not print.
    """
    with tempfile.TemporaryDirectory(prefix="reelhouse-pdf-") as made:
        folder = Path(made)
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_text(html, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # which root cannot have; the file runs no script
        try:
            done = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(browser, str(error)) from error
        if not target.is_file():
            raise _failed(browser, _last_line(done.stderr) or f"exit code {done.returncode}")
        printed = target.read_bytes()
    if not printed.startswith(b"%PDF-"):
        raise _failed(browser, "what it wrote is no PDF")
    return printed


def _failed(browser: str, why: str) -> ReelhouseError:
    return ReelhouseError(
        f"the browser did not print the report: {why}",
        where=browser,
        advice="Write `--out report.html` and print it from a browser.",
    )


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
