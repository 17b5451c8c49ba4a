"""Every source there is: what it has, what it asks for, what it allows."""

from __future__ import annotations

from typing import Any

from generate.markdown import code, table
from reelhouse.settings import Settings
from reelhouse.sources.api import Quota, Window
from reelhouse.sources.registry import MODULES, is_api, source
from reelhouse.sources.terms import TERMS, Terms

_UNITS = ((3600, "h"), (60, "min"), (1, "s"))


def sources() -> str:
    """A row for each source, with a link to its page."""
    return table(
        ["source", "what it is", "key", "limits", "resources"], [_source(name) for name in MODULES]
    )


def _source(name: str) -> list[str]:
    declared: Any = source(name)
    section = Settings.model_fields[name].annotation
    return [
        f"[{name}]({page_of(name)})",
        (getattr(section, "__doc__", "") or "").strip().rstrip("."),
        _keys(declared) if is_api(declared) else "–",
        _limits(declared, Settings.model_fields[name].default) if is_api(declared) else "–",
        ", ".join(map(code, _resources(declared))),
    ]


def page_of(name: str) -> str:
    """The page of a source, seen from the folder of such pages."""
    return f"{name.replace('_', '-')}.md"


def _resources(declared: Any) -> list[str]:
    if is_api(declared):
        return [resource.name for resource in declared.resources]
    if hasattr(declared, "tables"):
        return [found.name for found in declared.tables]
    return list(declared.contracts)


def _keys(declared: Any) -> str:
    return ", ".join(map(code, declared.credentials)) or "none"


def _limits(declared: Any, section: Any) -> str:
    windows = [_window(window) for window in declared.windows]
    quotas = [_quota(quota) for quota in declared.quotas(section)]
    return ", ".join([*windows, *quotas]) or "none known"


def _window(window: Window) -> str:
    """Such as `3/s` or `450/15min`, as the settings take it."""
    seconds = window.seconds
    length, unit = next((size, unit) for size, unit in _UNITS if not seconds % size)
    many = seconds / length
    return f"{window.requests:,}/{'' if many == 1 else f'{many:g}'}{unit}"


def _quota(quota: Quota) -> str:
    return f"{quota.units:,} units a day ({code(quota.name)}, from midnight in {quota.zone})"


def terms() -> str:
    """A row for each source with what its data may be used for."""
    head = ["source", "use", "kept", "handed on", "derived from", "trained on", "rule"]
    return table(head, [_terms(found) for found in TERMS.values()])


def _terms(found: Terms) -> list[str]:
    place = f"[origin]({found.origin})" if found.origin.startswith("http") else found.origin
    is_read = f"read {found.read_on}" if found.is_confirmed else "not read there yet"
    return [
        code(found.source),
        found.use,
        "as long as it is of use" if found.keep_days is None else f"{found.keep_days} days",
        "yes" if found.may_redistribute else "no",
        "yes" if found.may_derive else "no",
        "yes" if found.may_train else "no",
        f"{place}, {is_read}",
    ]


def attributions() -> str:
    """The text of each source that asks for one."""
    rows = [[code(found.source), found.attribution] for found in TERMS.values()]
    return table(["source", "text"], [row for row in rows if row[1]])
