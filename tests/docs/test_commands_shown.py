"""What a page tells a reader to type is what the command line takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.commands import commands, parse
from tests.docs.pages import DOCS, PAGES, ROOT, reelhouse_calls, text

CALLS = [(page.name, words) for page in PAGES for words in reelhouse_calls(page)]


@pytest.mark.parametrize(
    ("page", "words"), CALLS, ids=lambda x: x if isinstance(x, str) else " ".join(x)
)
def test_a_command_that_is_shown_parses(page: str, words: list[str]) -> None:
    called = parse(words)

    assert called == "" or called in commands()


@pytest.mark.parametrize("words", [["sql"], ["ingest", "imdb", "--frm", "x"], ["sell"]])
def test_a_command_that_cannot_be_does_not_parse(words: list[str]) -> None:
    with pytest.raises(Exception, match=r"Missing|No such"):
        parse(words)


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "quickstart.md"], ids=lambda p: p.name)
def test_the_first_pages_show_commands(page: Path) -> None:
    assert ["build"] in reelhouse_calls(page)


@pytest.mark.parametrize("words", list(commands()))
def test_every_command_has_a_section_and_an_example(words: str) -> None:
    page = text(DOCS / "cli.md")
    section = re.search(rf"^##+ {words}\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)

    assert section, f"docs/cli.md has no section on {words}"
    assert f"$ reelhouse {words}" in section[1]
    assert f"<!-- generate: options {words} -->" in section[1]


def test_no_section_is_on_a_command_that_is_gone() -> None:
    marks = re.findall(r"<!-- generate: options ([\w -]+) -->", text(DOCS / "cli.md"))

    assert set(marks) == {"reelhouse", *commands()}
