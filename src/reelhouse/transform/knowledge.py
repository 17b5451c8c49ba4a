"""What a build knows besides bronze: decisions, the members' secret, the lake's own records."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from reelhouse.lake import Lake
from reelhouse.ml.store import answering_models
from reelhouse.pseudonyms import Pads, member_pads
from reelhouse.settings import Settings
from reelhouse.titles import overrides
from reelhouse.transform.engine import register_pseudonyms
from reelhouse.transform.health_inputs import Health, read_health, register_health
from reelhouse.transform.inputs import fingerprint_of


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Tables of the schema `build` that stay the same while a build runs.

    Attributes:
        lake: whose.
        decisions: checksum of what was decided about titles by hand.
        pads: what members' pseudonyms are made with.
        health: what the lake's records say.
        models: checksum of the version that answers, by question; empty where none does.
    """

    lake: Lake
    decisions: str
    pads: Pads
    health: Health
    models: dict[str, str]

    @property
    def fingerprints(self) -> dict[str, str]:
        """Checksum of each table, as `build__<name>`: a table that reads one is made of it."""
        return {**self._decided, **self.health.fingerprints}

    @property
    def reason_to_build(self) -> dict[str, str]:
        """Changes when a build is due, whatever bronze holds.

        That a provider was asked and had nothing new is no reason: a lake that is looked after
        every hour would else get a build every hour.
        """
        return {**self._decided, "trouble": self.health.trouble}

    @property
    def _decided(self) -> dict[str, str]:
        return {
            "build__title_overrides": self.decisions,
            "build__pseudonym_pads": fingerprint_of(self.pads.inner.hex()),
            **{f"build__model_{name}": version for name, version in self.models.items()},
            "build__models": fingerprint_of(self.models),
        }

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables."""
        register_pseudonyms(connection, self.pads)
        register_health(connection, self.lake, self.health)


def take_stock(lake: Lake, settings: Settings) -> Knowledge:
    """Gather what a build of this lake knows now.

    Args:
        lake: whose.
        settings: may hold the members' secret.

    Raises:
        ReelhouseError: a record, or the secret, is damaged.
    """
    decisions = overrides.checksum(lake, settings)
    pads = member_pads(lake, settings)
    return Knowledge(lake, decisions, pads, read_health(lake), answering_models(lake))
