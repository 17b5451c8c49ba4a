"""What Reelhouse has to reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.contestants import PEER, REELHOUSE, REFERENCE
from benchmarks.measure import Usage
from reelhouse.settings.engine import size_in_bytes

MOST_TIMES_REFERENCE = 1.3
LARGE_SCALE = 0.5
START_SECONDS = 6.0
"""Allowed on top below `LARGE_SCALE`: two programs start, and dbt reads its project."""

LEAST_TIMES_PEER = {0.1: 6.0, 0.5: 8.0}
MOST_PEAK_BYTES = 6e9
MOST_PEAK_BYTES_FRUGAL = 2e9
FRUGAL_LIMIT_BYTES = 1.5e9
"""An engine that may take no more than this has to stay below the lower peak as a whole process."""

PEAK_SCALE = 1.0
MOST_EXPONENT = 1.1


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and whether it was reached.

    Attributes:
        target: in words.
        found: the figure, in words.
        passed: None where the run cannot tell.
    """

    target: str
    found: str
    passed: bool | None


def judge(scale: float, usages: Mapping[str, Usage], memory_limit: str = "") -> list[Verdict]:
    """Hold the figures of one scale against the targets that apply to it.

    Args:
        scale: 1.0 is IMDb's real size.
        usages: what each contestant took.
        memory_limit: what the engines could take, such as `2GB`; the default where it is empty.
    """
    verdicts: list[Verdict] = []
    reelhouse = usages.get(REELHOUSE)
    if reelhouse is None or reelhouse.timed_out:
        return verdicts
    if reference := usages.get(REFERENCE):
        verdicts.append(_against_reference(scale, reelhouse, reference))
    peer = usages.get(PEER)
    if peer and scale in LEAST_TIMES_PEER:
        verdicts.append(_against_peer(LEAST_TIMES_PEER[scale], reelhouse, peer))
    if scale == PEAK_SCALE:
        frugal = memory_limit != "" and size_in_bytes(memory_limit) <= FRUGAL_LIMIT_BYTES
        most = MOST_PEAK_BYTES_FRUGAL if frugal else MOST_PEAK_BYTES
        verdicts.append(
            Verdict(
                f"peak memory below {most / 1e9:g} GB",
                f"{reelhouse.peak_bytes / 1e9:.2f} GB",
                reelhouse.peak_bytes < most,
            )
        )
    return verdicts


def judge_exponent(exponent: float, of: str) -> Verdict:
    """Hold the growth of time with scale against its target."""
    return Verdict(
        f"exponent of {of} at most {MOST_EXPONENT:g}", f"{exponent:.3f}", exponent <= MOST_EXPONENT
    )


def _against_reference(scale: float, reelhouse: Usage, reference: Usage) -> Verdict:
    extra = 0 if scale >= LARGE_SCALE else START_SECONDS
    most = MOST_TIMES_REFERENCE * reference.wall_seconds + extra
    allowed = f"{MOST_TIMES_REFERENCE:g} times the reference" + (f" + {extra:g} s" if extra else "")
    return Verdict(
        f"ingest and build at most {allowed} = {most:.1f} s",
        f"{reelhouse.wall_seconds:.1f} s, "
        f"{reelhouse.wall_seconds / reference.wall_seconds:.2f} times the reference",
        reelhouse.wall_seconds <= most,
    )


def _against_peer(least: float, reelhouse: Usage, peer: Usage) -> Verdict:
    times = peer.wall_seconds / reelhouse.wall_seconds
    # a peer that was stopped would have taken longer still
    unknown = peer.timed_out and times < least
    return Verdict(
        f"at least {least:g} times as fast as {PEER}",
        f"{'over ' if peer.timed_out else ''}{times:.1f} times",
        None if unknown else times >= least,
    )
