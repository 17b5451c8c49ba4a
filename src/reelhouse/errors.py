"""Errors a user can act on, and the exit code each one ends the process with."""

from __future__ import annotations

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_NOTHING_YET = 4


class ReelhouseError(Exception):
    """Something failed that the user can understand and act on.

    Args:
        what: what was wrong, in one sentence.
        where: the file and line, or the request, it was found in.
        advice: what to do about it.
    """

    exit_code = EXIT_FAILED

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.advice}" if self.advice else ""
        return f"{place}{self.what}{advice}"


class UsageError(ReelhouseError):
    """The command was called with words or values it does not take."""

    exit_code = EXIT_USAGE


class NothingYet(ReelhouseError):
    """What was asked for is made of data that has not arrived; nothing is wrong with the rest."""

    exit_code = EXIT_NOTHING_YET


class GateRefused(ReelhouseError):
    """A quality gate refused the data; nothing was published or accepted."""

    exit_code = EXIT_REFUSED
