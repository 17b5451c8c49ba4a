"""The documentation as a reader opens it."""

from __future__ import annotations

import html
import re
from pathlib import Path

from reelhouse.kpis import KPIS
from reelhouse.metrics.load import load_definitions
from reelhouse.settings import Settings
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.registry import MODULES, bronze_resources
from reelhouse.sources.terms import TERMS
from reelhouse.transform.gates import load_gates
from reelhouse.transform.inputs import PROJECT, gold_models
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
    marts = sorted(
        path.relative_to(site)
        for folder in ("marts", "models")
        for path in (site / folder).glob("*.html")
    )
    pages = "".join(shown(site, str(page)) for page in ("gold.html", "titles.html", *marts))

    assert [table for table in gold_models() if f'<h3 id="{table}"' not in pages] == []


def test_every_view_of_silver_is_shown(site: Path) -> None:
    page = shown(site, "silver.html")
    views = [path.stem for path in (PROJECT / "models" / "silver").rglob("*.sql")]

    assert len(views) > 100
    assert [view for view in views if f'<details id="{view}"' not in page] == []
    assert page.count("<table>") >= len(views)


def test_every_source_is_listed_with_its_resources_and_its_page(site: Path) -> None:
    page = shown(site, "sources/index.html")

    for name in MODULES:
        assert f'href="{name.replace("_", "-")}.html">{name}</a>' in page
    for resource in bronze_resources().values():
        assert f"<code>{resource.resource}</code>" in page


def test_the_terms_of_every_source_are_shown(site: Path) -> None:
    page = shown(site, "terms.html")

    for found in TERMS.values():
        assert f"<code>{found.source}</code>" in page
        assert found.attribution in page


def test_no_secret_has_a_default(site: Path) -> None:
    page = shown(site, "settings.html")

    assert "<td><code>REELHOUSE_TMDB__TOKEN</code></td>\n<td>a secret</td>" in page


def test_every_column_of_the_source_is_shown(site: Path) -> None:
    page = shown(site, "sources/imdb.html")

    for contract in CONTRACTS.values():
        for column in contract.columns:
            assert f"<code>{column.name}</code>" in page, f"{contract.resource} {column.name}"


def test_every_headline_table_is_shown(site: Path) -> None:
    page = shown(site, "cli.html")

    for kpi in KPIS:
        assert kpi.title in page


def test_every_metric_and_dimension_is_shown(site: Path) -> None:
    page = shown(site, "metrics.html")
    definitions = load_definitions()

    for metric in definitions.metrics.values():
        assert f"<code>{metric.name}</code>" in page
        assert metric.origin in page
    for table in definitions.tables:
        assert [d for d in definitions.dimensions(table) if f"<code>{d}</code>" not in page] == []
