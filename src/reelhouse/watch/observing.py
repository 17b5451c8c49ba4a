"""Who is told of every run, as the settings have it."""

from __future__ import annotations

from reelhouse.console import err
from reelhouse.evidence import Run, observers
from reelhouse.settings.operations import WatchSettings

_told: set[str] = set()


def tell_lineage(watch: WatchSettings) -> None:
    """Tell of every run of this process, from now on.

    Args:
        watch: to whom.

    Raises:
        ReelhouseError: what it takes is not installed.
    """
    from reelhouse.watch.emit import require_client, told

    if watch.lineage in _told:
        return
    require_client()
    _told.add(watch.lineage)

    def observe(run: Run) -> None:
        problem = told(run, watch.lineage, watch.lineage_token.get_secret_value())
        if problem:
            # a run must not fail because nobody hears of it
            err.print(f"warning: nobody was told of {run.run_id}: {problem}", markup=False)

    observers.append(observe)
