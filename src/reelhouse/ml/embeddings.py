"""Texts as vectors of meaning, by a small model that comes with its library."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

DIMENSIONS = 256

Vectors = NDArray[np.float32]


def embed(texts: Sequence[str], cache: Path | None = None) -> Vectors:
    """Vectors of texts, texts by `DIMENSIONS`, each of length 1; of an empty text all 0.

    Mean of the vectors of a text's parts of words, so that their order does not matter.

    Args:
        texts: as they were written.
        cache: folder in which the library looks for its model; a subfolder `wordllama` is made.
            That of the settings by default.

    Raises:
        ModuleNotFoundError: the library is not installed.
        FileNotFoundError: its model did not come with it; nothing is ever downloaded.
    """
    if not len(texts):
        return np.zeros((0, DIMENSIONS), np.float32)
    found = _model(cache or _cache_folder()).embed([text or " " for text in texts], norm=False)
    vectors = np.nan_to_num(np.asarray(found, np.float32))
    # a space has a vector of its own
    vectors[[not text.strip() for text in texts]] = 0.0
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0))


def _cache_folder() -> Path:
    from reelhouse.settings import load_settings

    return load_settings().cache


@lru_cache(maxsize=2)
def _model(cache: Path) -> Any:
    import wordllama

    # the library looks for its tokenizer in a cache only, though the wheel has it
    folder = cache / f"wordllama-{version('wordllama')}"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "done").exists():
            for part in ("tokenizers", "weights"):
                there = Path(wordllama.__file__).parent / part
                shutil.copytree(there, folder / part, dirs_exist_ok=True)
            (folder / "done").touch()
    return wordllama.WordLlama.load(cache_dir=folder, dim=DIMENSIONS, disable_download=True)
