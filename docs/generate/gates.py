"""The gates, as gates.yml has them."""

from __future__ import annotations

from generate.markdown import code, table
from reelhouse.transform.gates import Gate, load_gates

_HEADINGS = {
    "unique": ("Keys", "The figure is the number of rows whose key an earlier row has."),
    "row_loss": (
        "Loss against the published build",
        "The figure is the share of rows that are gone. Skipped in a first build.",
    ),
    "delivery_loss": (
        "Loss against the delivery before",
        "The figure is the share of a delivery's rows that are gone against the one that the "
        "published build read. Skipped where that build read none.",
    ),
    "orphans": (
        "Orphans",
        "The figure is the share of rows whose key is null or missing in the other table.",
    ),
    "null_share": ("Missing values", "The figure is the share of rows without a value."),
    "small_groups": (
        "Groups too small to be shown",
        "The figure is the share of rows about fewer members than `min_group` of the settings.",
    ),
    "future": (
        "Features from the future",
        "The figure is the share of rows into which something went that was not yet known on the "
        "day of the decision, `known_at`, or without such a day. Every table with the columns "
        "`known_at` and `latest_source_date` has this gate.",
    ),
    "out_of_range": ("Ranges", "The figure is the share of rows with a value outside the bounds."),
}


def gates() -> str:
    """A section for each kind of check, a row for each gate.

    Raises:
        KeyError: gates.yml has a kind of check without a heading here.
    """
    by_check: dict[str, list[Gate]] = {}
    for gate in load_gates({}):
        by_check.setdefault(gate.check, []).append(gate)
    return "\n\n".join(_section(check, found) for check, found in by_check.items())


def _section(check: str, found: list[Gate]) -> str:
    heading, meaning = _HEADINGS[check]
    rows = [
        [code(gate.name), _measured(gate), f"{gate.max:g}", gate.severity, _needs(gate)]
        for gate in found
    ]
    head = ["gate", "what is measured", "passes up to", "severity", "skipped without"]
    return f"## {heading}\n\n{meaning}\n\n{table(head, rows)}"


def _measured(gate: Gate) -> str:
    place = code(gate.table) + (f" where {code(gate.where)}" if gate.where else "")
    if gate.check == "delivery_loss":
        return f"rows of {code(gate.needs)}"
    if gate.check == "unique":
        return f"{' + '.join(map(code, gate.columns))} in {place}"
    if gate.check == "orphans":
        known = f" where {code(gate.of_where)}" if gate.of_where else ""
        return f"{code(gate.column)} of {place} in {code(gate.of)}{known}"
    if gate.check == "out_of_range":
        low = "" if gate.min is None else f" from {gate.min:g}"
        high = "" if gate.max_value is None else f" to {gate.max_value:g}"
        return f"{code(gate.column)} of {place}{low}{high}"
    return f"{code(gate.column)} of {place}" if gate.column else place


def _needs(gate: Gate) -> str:
    return code(gate.needs) if gate.needs else "–"
