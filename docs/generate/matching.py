"""The evidence by which names find their titles."""

from __future__ import annotations

from generate.markdown import table
from reelhouse.titles.evidence import EVIDENCE, PROMINENCE_OF_NO_VOTES, PROMINENCE_PER_LOG_VOTE


def evidence() -> str:
    """Every finding, its log odds and the reason."""
    rows = [
        [piece.replace("_", " "), finding, f"{weight.log_odds:+.1f}", weight.reason]
        for piece, findings in EVIDENCE.items()
        for finding, weight in findings.items()
    ]
    votes = f"{PROMINENCE_OF_NO_VOTES:+.1f} + {PROMINENCE_PER_LOG_VOTE} ln(1 + votes)"
    rows.append(["votes", "at IMDb", votes, "what sources list is what people watch"])
    return table(["evidence", "finding", "log odds", "reason"], rows)
