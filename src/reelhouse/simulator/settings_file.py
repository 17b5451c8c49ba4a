"""Settings by which every source finds its simulated provider."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from reelhouse.settings import Settings, variable_of
from reelhouse.settings.template import toml_value
from reelhouse.simulator.providers import NAMES, provider_of
from reelhouse.sources.registry import is_api, source

if TYPE_CHECKING:
    from reelhouse.simulator.server import SimulatorServer


AGREEMENTS = {"tmdb": "invented, as the provider is"}
"""Invented providers agree to whatever is done with their data."""


def simulated_sources(server: SimulatorServer, *, limits: bool = False) -> dict[str, Any]:
    """Settings of every source, keys included, by which it finds its provider, and of terms.

    Args:
        server: where the providers are.
        limits: whether sources keep to the providers' limits.
    """
    sections: dict[str, Any] = {"imdb": {"base_url": server.imdb_url}}
    for name in NAMES:
        section = dict(provider_of(name).settings(server.base_url(name), server.world))
        if is_api(source(name)) and not limits:
            section["limits"] = []
        sections[name] = section
    sections["terms"] = {"training_agreements": AGREEMENTS}
    return sections


def write_settings(server: SimulatorServer, target: Path, *, limits: bool) -> dict[str, str]:
    """Write the settings as TOML, without the keys, which belong in the environment.

    Returns:
        The keys, by environment variable.
    """
    lines, keys = ["# Every source finds its simulated provider."], {}
    lines += ["", "# The day of the invented world, which whatever is fetched bears."]
    lines.append(f'today = "{server.world.today}"')
    for name, section in simulated_sources(server, limits=limits).items():
        model: Any = Settings.model_fields[name].annotation
        lines += ["", f"[{name}]"]
        for key, value in section.items():
            if model.model_fields[key].annotation is SecretStr:
                keys[variable_of(name, key)] = str(value)
            else:
                lines.append(f"{key} = {toml_value(value)}")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return keys
