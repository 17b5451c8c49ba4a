"""Whether what a provider sends still has the fields, and the types, that silver reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Drift:
    """A field that is not as it was.

    Attributes:
        field: dotted path in the payload.
        change: `vanished`, `missing in some`, `changed type` or `appeared`.
        message: the change in words, with figures.
    """

    field: str
    change: str
    message: str


@dataclass(slots=True)
class Shape:
    """Watches the payloads of one resource go by.

    Args:
        fields: dotted path to JSON type, as `Resource.fields` describes it.
    """

    fields: Mapping[str, str]
    rows: int = 0
    absent: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, Counter[str]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    _expected: list[tuple[str, tuple[str, ...], frozenset[str], bool]] = field(init=False)
    _known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._expected = [
            (path, _steps_of(path), frozenset(kind.rstrip("?").split("|")), "?" in kind)
            for path, kind in self.fields.items()
        ]
        self._known = frozenset(_steps_of(path)[0] for path in self.fields).union(self.fields)

    def see(self, payload: Any) -> None:
        """Take in one payload."""
        self.rows += 1
        for path, steps, kinds, _ in self._expected:
            absent = False
            wrong = set()
            for value in _at(payload, steps):
                if value is _ABSENT:
                    absent = True
                elif not _is_any(value, kinds):
                    wrong.add(_name(value))
            self.absent[path] += absent
            for name in wrong:
                self.wrong.setdefault(path, Counter())[name] += 1
        if isinstance(payload, dict) and self._known:
            for name in payload.keys() - self._known:
                self.unknown[name] += 1

    def drifts(self) -> Iterator[Drift]:
        """What is not as it should be, over all that was seen."""
        for path, _, kinds, may_be_absent in self._expected:
            missing = self.absent[path]
            if missing and not may_be_absent:
                if missing == self.rows:
                    yield Drift(
                        path,
                        "vanished",
                        f"field '{path}' has vanished: none of {self.rows:,} rows has it",
                    )
                else:
                    yield Drift(
                        path,
                        "missing in some",
                        f"field '{path}' is missing in {missing:,} of {self.rows:,} rows",
                    )
            for found, count in self.wrong.get(path, Counter()).items():
                yield Drift(
                    path,
                    "changed type",
                    f"field '{path}' is {found} in {count:,} of "
                    f"{self.rows:,} rows, where {' or '.join(sorted(kinds))} was expected",
                )
        for name, count in sorted(self.unknown.items()):
            yield Drift(
                name,
                "appeared",
                f"field '{name}' is new, in {count:,} of {self.rows:,} rows; nothing reads it yet",
            )


def _steps_of(path: str) -> tuple[str, ...]:
    """Names on the way to a field; `[]` stands for every element of an array."""
    return tuple(path.replace("[]", ".[]").split("."))


def _at(payload: Any, steps: tuple[str, ...]) -> list[Any]:
    """The values at a path; a null on the way there is that null, an empty array has none."""
    values = [payload]
    for step in steps:
        if step == "[]":
            values = [e for value in values if isinstance(value, list) for e in value]
        else:
            values = [_field(value, step) for value in values]
    return values


def _field(value: Any, name: str) -> Any:
    if value is None:
        return None
    return value.get(name, _ABSENT) if isinstance(value, dict) else _ABSENT


def _is_any(value: Any, kinds: frozenset[str]) -> bool:
    if "any" in kinds or (value is None and "null" in kinds):
        return True
    if isinstance(value, bool):
        return "boolean" in kinds
    return any(kind in _TYPES and isinstance(value, _TYPES[kind]) for kind in kinds)


def _name(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return next(name for name, kind in _TYPES.items() if isinstance(value, kind))
