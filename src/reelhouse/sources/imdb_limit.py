"""IMDb's files cut down to some titles and all that belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from reelhouse.sources.files import Intake, Outcome


def deliver_cut(intake: Intake, outcomes: Sequence[Outcome], limit: int) -> None:
    raise NotImplementedError
