"""What each column of IMDb's files may hold."""

from __future__ import annotations

from generate.markdown import code, table
from reelhouse.sources import imdb
from reelhouse.sources.bulk.ids import Id, IdList
from reelhouse.sources.bulk.kinds import Flag, Kind, Number, Score, Text, TextList
from reelhouse.sources.bulk.tsv import FileContract

_HEAD = ["column", "may hold", r"may be `\N`"]


def contracts() -> str:
    """A section for each file."""
    return "\n\n".join(_section(contract) for contract in imdb.CONTRACTS.values())


def _section(contract: FileContract) -> str:
    key = " + ".join(code(name) for name in contract.key)
    rows = [[code(column.name), *_in_words(column.kind)] for column in contract.columns]
    heading = f"### {contract.resource}\n\nKey: {key}."
    return f"{heading}\n\n{table(_HEAD, rows)}"


def _in_words(kind: Kind) -> tuple[str, str]:
    match kind:
        case Text(required=required):
            return "text", _nullable(not required)
        case Number(required=required, digits=digits, positive=positive):
            above = " above 0" if positive else ""
            return f"a whole number{above} of up to {digits} digits", _nullable(not required)
        case Flag(required=required):
            return "0 or 1", _nullable(not required)
        case Score():
            return "a number from 1.0 to 10.0 with one decimal", _nullable(False)
        case Id(prefix=prefix):
            return f"an id like {code(prefix.decode() + '0000001')}", _nullable(False)
        case IdList(prefix=prefix):
            return f"ids like {code(prefix.decode() + '0000001')}, comma separated", _nullable(True)
        case TextList():
            return "a JSON array of texts", _nullable(True)
        case _:
            raise TypeError(f"{kind!r} has no words yet")


def _nullable(yes: bool) -> str:
    return "yes" if yes else "no"
