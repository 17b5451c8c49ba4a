"""How MyAnimeList addresses things, and how entries point to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MAL = "https://myanimelist.net"
IMAGES = "https://cdn.example/images"
Body = dict[str, Any]


def slug(name: str) -> str:
    """A name as it stands in an address."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "_"


def url(kind: str, id_: int, name: str) -> str:
    """The page of an entry."""
    return f"{MAL}/{kind}/{id_}/{slug(name)}"


def reference(kind: str, id_: int, name: str) -> Body:
    """An entry as others point to it."""
    return {"mal_id": id_, "type": kind, "name": name, "url": url(kind, id_, name)}


def company(id_: int, name: str) -> Body:
    """A studio, producer or licensor."""
    return {**reference("anime", id_, name), "url": url("anime/producer", id_, name)}


def genres(ids: Iterable[int], names: dict[int, str]) -> list[Body]:
    """Genres, themes or demographics."""
    return [
        {**reference("anime", id_, names[id_]), "url": url("anime/genre", id_, names[id_])}
        for id_ in ids
    ]


def images(kind: str, id_: int) -> Body:
    """Addresses of pictures."""
    return {
        form: {
            f"{size}image_url": f"{IMAGES}/{kind}/{id_}{letter}.{form}"
            for size, letter in (("", ""), ("small_", "t"), ("large_", "l"))
        }
        for form in ("jpg", "webp")
    }
