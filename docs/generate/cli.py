"""Arguments and options of each command, read off the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from generate.markdown import code, table
from reelhouse.cli import app

WHOLE_PROGRAM = "reelhouse"


def commands() -> dict[str, Any]:
    """Every command by the words that call it; the program itself, with its own options, first."""
    root = get_command(app)
    return {WHOLE_PROGRAM: root, **dict(_below(root, ""))}


def _below(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        words = f"{prefix}{name}"
        if hasattr(command, "commands"):
            yield from _below(command, f"{words} ")
        else:
            yield words, command


def options(words: str) -> str:
    """The arguments and options of a command as a table.

    Args:
        words: the command, such as `builds list`.

    Raises:
        KeyError: there is no such command.
    """
    command = commands()[words]
    rows = [
        [_shown(parameter), _default(parameter), _help(parameter)] for parameter in command.params
    ]
    return (
        table(["argument or option", "default", "meaning"], rows)
        if rows
        else "It takes no options."
    )


def _shown(parameter: Any) -> str:
    if not parameter.opts[0].startswith("-"):
        return code(parameter.metavar or parameter.name.upper())
    names = "/".join([*parameter.opts, *parameter.secondary_opts])
    return code(names if parameter.is_flag else f"{names} {_value(parameter)}")


def _value(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    words = {"datetime": "DATE", "int": "N", "float": "NUMBER", "Path": "PATH"}
    return words.get(getattr(kind, "__name__", ""), "TEXT")


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    if parameter.default is None or getattr(parameter, "is_flag", False):
        return "–"
    return code(parameter.default)


def _help(parameter: Any) -> str:
    return f"{parameter.help or ''}{' Repeatable.' if _needs_word(parameter) else ''}"


def _needs_word(parameter: Any) -> bool:
    return parameter.multiple and "repeatable" not in (parameter.help or "").lower()
