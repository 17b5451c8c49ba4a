"""Vectors of texts, from the model that comes with the library; nothing is fetched."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from reelhouse.errors import ReelhouseError

Vectors = NDArray[np.float32]
DIMENSIONS = 256
_PARTS = ("tokenizers", "weights")


def embed(texts: Sequence[str], cache: Path) -> Vectors:
    """A vector of length 1 for each text; 0 throughout where it is empty.

    Args:
        texts: in any language that the model's words cover, English best.
        cache: folder of this system for what can be made again.

    Raises:
        ReelhouseError: the library has come without its model.
        ModuleNotFoundError: the library is not installed.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    found = np.array(_model(cache).embed([text or " " for text in texts], norm=False), np.float32)
    found[[not text.strip() for text in texts]] = 0.0
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    vectors: Vectors = np.nan_to_num(found / np.maximum(lengths, 1e-9)).astype(np.float32)
    return vectors


@lru_cache(maxsize=1)
def _model(cache: Path) -> Any:
    from wordllama import WordLlama

    return WordLlama.load(cache_dir=_unpacked(cache), dim=DIMENSIONS, disable_download=True)


def _unpacked(cache: Path) -> Path:
    """The folder with the model as the library wants it; its own is laid out in another way."""
    spec = find_spec("wordllama")
    library = Path(str(spec.origin)).parent if spec else Path()
    target = cache / "wordllama"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "wordllama.lock"):
        for part in _PARTS:
            source = library / part
            if not source.is_dir():
                raise ReelhouseError(
                    "the library of embeddings has come without its model",
                    where=str(source),
                    advice="`pip install --force-reinstall wordllama` installs both.",
                )
            if not (target / part).is_dir():
                staging = target / f".{part}.tmp"
                shutil.rmtree(staging, ignore_errors=True)
                shutil.copytree(source, staging, ignore=shutil.ignore_patterns("__pycache__"))
                staging.rename(target / part)
    return target
