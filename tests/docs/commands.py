"""The command line as it is, to hold the documentation against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from typer.main import get_command

from reelhouse.cli import app


@cache
def program() -> Any:
    """The whole command line, which typer takes long to put together."""
    return get_command(app)


def commands() -> dict[str, Any]:
    """Every command that does something, by the words that call it."""
    return dict(_below(program(), ""))


def _below(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _below(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def flags(command: Any) -> list[str]:
    """All its option names, such as `--json` and `--no-serve`."""
    names = [n for p in command.params for n in (*p.opts, *p.secondary_opts)]
    return [name for name in names if name.startswith("-")]


def parse(words: Sequence[str]) -> str:
    """Parse a call without running it.

    Returns:
        The words of the command that it calls; empty where it only asks for the program's help.

    Raises:
        Exception: the command line does not take these words.
    """
    asks_help = "--help" in words
    rest = [word for word in words if word != "--help"]
    command, name, path = program(), "reelhouse", list[str]()
    while hasattr(command, "commands"):
        if asks_help and not rest:
            return " ".join(path)
        context = command.make_context(name, rest)
        name, command, rest = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        path.append(name)
    command.make_context(name, rest, resilient_parsing=asks_help)
    return " ".join(path)
