"""Puts into the pages what is made from the code.

A page says where: `<!-- generate: gates -->` up to `<!-- end -->`. What stands between the two is
for readers of the plain file and is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from generate import (
    cli,
    contracts,
    diagram,
    gates,
    gold,
    kpis,
    matching,
    metrics,
    model_results,
    settings,
    silver,
    sizes,
    sources,
)

_MARK = re.compile(r"<!-- generate: ([a-z-]+)(?: ([\w -]+?))? -->.*?<!-- end -->", re.DOTALL)
_MAKERS: dict[str, Callable[..., str]] = {
    "attributions": sources.attributions,
    "config": settings.config_file,
    "contracts": contracts.contracts,
    "evidence": matching.evidence,
    "gates": gates.gates,
    "gold": gold.tables,
    "dimensions": metrics.dimensions,
    "kpis": kpis.kpis,
    "metrics": metrics.metrics,
    "model-targets": model_results.targets,
    "options": cli.options,
    "scaling": sizes.curve,
    "settings": settings.settings,
    "silver": silver.views,
    "sizes-of-imdb": sizes.imdb,
    "sizes-of-sessions": sizes.sessions,
    "sources": sources.sources,
    "terms": sources.terms,
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace every mark by what it asks for.

    Raises:
        KeyError: there is nothing of that name.
    """
    filled = _MARK.sub(_make, markdown)
    return diagram.FENCE.sub(lambda found: diagram.draw(found[1]), filled)


def _make(found: re.Match[str]) -> str:
    maker, subject = _MAKERS[found[1]], found[2]
    return maker(subject) if subject else maker()
