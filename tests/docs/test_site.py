"""The documentation as a reader opens it."""

from __future__ import annotations

import html
import re
from pathlib import Path

from reelhouse.kpis import KPIS
from reelhouse.settings import Settings
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.transform.gates import load_gates
from reelhouse.transform.inputs import gold_models
from tests.docs.commands import commands, flags, program
from tests.docs.pages import DOCS

_LOADED = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"']?(?:https?:)?//[^>]*>")


def shown(site: Path, page: str) -> str:
    return html.unescape((site / page).read_text(encoding="utf-8"))


def test_every_page_is_built_and_every_mark_filled(site: Path) -> None:
    pages = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}

    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}
    for page in pages:
        assert "generate:" not in shown(site, str(page)), page
        assert 'class="mermaid"' not in shown(site, str(page)), page


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert _LOADED.findall(path.read_text(encoding="utf-8")) == [], path


def test_the_site_holds_no_code_of_ours(site: Path) -> None:
    assert list(site.rglob("*.py")) == []


def test_every_option_is_shown(site: Path) -> None:
    page = shown(site, "cli.html")

    for words, command in {"reelhouse": program(), **commands()}.items():
        for flag in flags(command):
            assert flag in page, f"{flag} of {words}"


def test_every_setting_is_shown(site: Path) -> None:
    page = shown(site, "settings.html")

    assert "REELHOUSE_IMDB__BASE_URL" in page
    for name in Settings.model_fields:
        assert name in page


def test_every_gate_is_shown(site: Path) -> None:
    page = shown(site, "gates.html")

    for gate in load_gates({}):
        assert gate.name in page


def test_every_table_of_gold_is_shown(site: Path) -> None:
    page = shown(site, "gold.html")

    for table in gold_models():
        assert f'<h3 id="{table}"' in page


def test_every_column_of_the_source_is_shown(site: Path) -> None:
    page = shown(site, "sources/imdb.html")

    for contract in CONTRACTS.values():
        for column in contract.columns:
            assert f"<code>{column.name}</code>" in page, f"{contract.resource} {column.name}"


def test_every_headline_table_is_shown(site: Path) -> None:
    page = shown(site, "cli.html")

    for kpi in KPIS:
        assert kpi.title in page
