"""Reelhouse: public catalogues of film, TV, anime, music and video as one governed warehouse."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("reelhouse")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"
