"""Settings of the DAG, which are variables of the environment that Airflow runs in.

They begin with NIGHTLY_, as Reelhouse refuses REELHOUSE_* variables that it does not know.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

SOURCES = (
    "imdb",
    "jikan",
    "anilist",
    "tmdb",
    "netflix",
    "streaming_availability",
    "catalogues",
    "youtube",
    "twitch",
    "vimeo",
    "spotify",
    "apple_music",
    "soundcloud",
    "mastodon",
    "bluesky",
    "reddit",
    "x",
    "wikidata",
    "fribb",
    "movielens",
    "first_party",
    "insights",
)
"""Every source there is, written down so that reading the DAG does not ask for it."""

REPORTS = ("executive", "creator", "marketing", "licensing")

_NO = "no"


def text(name: str, default: str = "") -> str:
    """A setting without blanks around it; the default where it is not set."""
    return os.environ.get(f"NIGHTLY_{name}", default).strip()


def number(name: str, default: float) -> float:
    """A setting that is a number.

    Raises:
        ValueError: it is none, or below zero.
    """
    said = text(name) or str(default)
    try:
        value = float(said)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ValueError(f"NIGHTLY_{name} is a number from 0 on, not '{said}'")
    return value


def chosen(name: str, among: Collection[str], default: Collection[str]) -> list[str]:
    """A setting that is a list of names with commas between, in the order of `among`.

    Raises:
        ValueError: a name is not among those that there are.
    """
    if f"NIGHTLY_{name}" not in os.environ:
        return [each for each in among if each in default]
    names = {part.strip() for part in text(name).split(",")} - {"", _NO}
    for each in sorted(names - set(among)):
        raise ValueError(f"NIGHTLY_{name}: there is no '{each}'; there are {', '.join(among)}")
    return [each for each in among if each in names]


def options(name: str) -> list[str]:
    """A setting that is more words of a call, as a shell reads them."""
    return shlex.split(text(name))


def is_off(name: str) -> bool:
    """Whether a setting says no."""
    return text(name).lower() == _NO


def home() -> Path:
    """Folder with reelhouse.toml, in which the command line is called."""
    return Path(text("HOME", "/srv/reelhouse"))


def program() -> list[str]:
    """What is called: a path, or a command with its words."""
    return options("REELHOUSE") or [str(home() / ".venv" / "bin" / "reelhouse")]


def hours(name: str, default: float) -> timedelta:
    """A setting that is a number of hours."""
    return timedelta(hours=number(name, default))
