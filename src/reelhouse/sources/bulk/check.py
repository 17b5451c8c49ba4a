"""One delivery's files brought in and checked: what came of each, and which rows are left out."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import numpy as np

from reelhouse import clock
from reelhouse.sources.bulk.arrival import PART_SUFFIX, Arrival
from reelhouse.sources.bulk.beside import CheckerBeside, Task, is_worth_a_process
from reelhouse.sources.bulk.checker import Checker, FileChecker
from reelhouse.sources.bulk.download import Known, Policy, fetch
from reelhouse.sources.bulk.keys import KeyOrder, Repeat, repeats_anywhere
from reelhouse.sources.bulk.locate import Located, Planned
from reelhouse.sources.bulk.rejects import RejectFile
from reelhouse.sources.bulk.reread import keys_of, lines_of
from reelhouse.sources.bulk.tsv import (
    FIRST_REJECTS,
    FileContract,
    Reject,
    Scanner,
    repeated,
)
from reelhouse.sources.locations import is_url
from reelhouse.sources.progress import Progress


class CheckedFile:
    """A file that has arrived whole.

    Args:
        located: where it comes from.
        name: its name there.
        arrival: its bytes, still beside bronze.
        checker: what was found in it.
        rejects: its rejected rows.
    """

    def __init__(
        self,
        located: Located,
        name: str,
        arrival: Arrival[FileChecker],
        checker: FileChecker,
        rejects: RejectFile,
    ) -> None:
        self.located = located
        self.name = _fitting_name(name, checker.is_gzip)
        self.arrival = arrival
        self.rejects = rejects
        self.rows = checker.rows
        self.reasons = Counter(checker.result.reasons)
        self.first = list(checker.result.first)
        self.is_sorted = checker.result.is_sorted
        self.fetched_at = clock.now().isoformat(timespec="milliseconds")

    @property
    def path(self) -> Path:
        """Where its bytes are."""
        return self.arrival.part

    @property
    def rejected(self) -> int:
        """Number of rejected rows."""
        return self.reasons.total()

    @property
    def reject_share(self) -> float:
        """Rejected rows as a share of all."""
        return self.rejected / self.rows

    def reject(self, reject: Reject) -> None:
        """Add a row that turned out wrong only when the whole delivery was seen."""
        self.reasons[reject.reason] += 1
        if len(self.first) < FIRST_REJECTS:
            self.first.append(reject)
        self.rejects.add(reject)


@dataclass(slots=True)
class CheckedDelivery:
    """All files of one delivery, whole and checked; none if the provider has nothing newer."""

    planned: Planned
    files: list[CheckedFile] = field(default_factory=list)

    def discard(self) -> None:
        """Throw the bytes away."""
        for file in self.files:
            file.arrival.discard()

    def discard_copies(self) -> None:
        """Throw away what is a copy; downloads stay for the next run."""
        for file in self.files:
            if not is_url(file.located.location):
                file.arrival.discard()


@dataclass(frozen=True, slots=True)
class Workplace:
    """What checking a delivery needs to know of the run it is part of.

    Attributes:
        incoming: folder for what is not in bronze yet.
        rejects: folder for this run's rejects.
        policy: how patient downloads are.
        progress: is told of every block.
        stop: ends the work when it is set.
    """

    incoming: Path
    rejects: Path
    policy: Policy
    progress: Progress
    stop: Event


def _fitting_name(name: str, is_gzip: bool) -> str:
    """A name whose ending says what the bytes are, since readers go by it."""
    stem = name.removesuffix(".gz").removesuffix(".tsv")
    return f"{stem}.tsv.gz" if is_gzip else f"{stem}.tsv"


def check_delivery(
    contract: FileContract, planned: Planned, place: Workplace, known: Known | None = None
) -> CheckedDelivery:
    """Fetch and check the files of one delivery.

    Args:
        contract: what they must look like.
        planned: the files.
        place: where to work.
        known: what bronze holds of the only file, so that an unchanged one is not sent again.

    Raises:
        ReelhouseError: a file could not be had or is not what it should be.
    """
    delivery = CheckedDelivery(planned)
    order = KeyOrder(contract.minor_bits)
    names = planned.names
    try:
        for part, located in enumerate(planned.files):
            rejects = RejectFile(_free_path(place.rejects, planned.resource, names[part]))

            def new_checker(
                part: int = part,
                located: Located = located,
                order: KeyOrder = order,
                rejects: RejectFile = rejects,
            ) -> FileChecker:
                rejects.clear()
                if is_worth_a_process(located.location):
                    task = Task(contract, names[part], order, part, names, rejects.path)
                    return CheckerBeside(task, rejects, place.stop)
                scanner = Scanner(
                    contract, rejects.add, names[part], copy(order), part=part, part_names=names
                )
                return Checker(scanner, rejects, place.stop)

            fetched = fetch(
                located.location,
                _part_path(place.incoming, planned.resource, names, part),
                new_checker,
                place.policy,
                place.progress,
                label=names[part],
                known=known,
            )
            if fetched is None:
                return delivery
            arrival, checker = fetched
            order = checker.order
            delivery.files.append(CheckedFile(located, names[part], arrival, checker, rejects))
    except BaseException:
        delivery.discard_copies()
        raise
    if not order.in_order:
        _reject_repeats(contract, delivery.files, names)
    return delivery


def _reject_repeats(
    contract: FileContract, files: list[CheckedFile], names: tuple[str, ...]
) -> None:
    """Reject the rows whose key came earlier anywhere in the delivery."""
    left_out = [file.rejects.lines() for file in files]
    repeats: dict[int, dict[int, Repeat]] = {}
    for repeat in repeats_anywhere(
        [
            (keys_of(file.path, contract, lines), lines)
            for file, lines in zip(files, left_out, strict=True)
        ]
    ):
        repeats.setdefault(repeat.part, {})[repeat.line] = repeat
    for part, found in repeats.items():
        file = files[part]
        for line, row in lines_of(file.path, np.array(sorted(found), np.int64)):
            file.reject(repeated(found[line], row, names))
        file.rejects.close()


def _part_path(incoming: Path, resource: str, names: tuple[str, ...], part: int) -> Path:
    """Where a file's bytes wait; the same in every run, and for no two files of a delivery."""
    earlier = names[:part].count(names[part])
    number = f"{earlier + 1}-" if earlier else ""
    return incoming / f"{resource}_{number}{names[part]}{PART_SUFFIX}"


def _free_path(folder: Path, resource: str, name: str) -> Path:
    """A path for a file's rejects that no other file of the run has."""
    stem = name.removesuffix(".gz").removesuffix(".tsv")
    if not stem.startswith(resource):
        stem = f"{resource}_{stem}"
    path = folder / f"{stem}.jsonl"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.jsonl"
        number += 1
    return path
