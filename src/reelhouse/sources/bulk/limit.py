"""IMDb's files cut down to the first titles and all that belongs to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from reelhouse.errors import ReelhouseError
from reelhouse.sources.bulk.blocks import Block, Places, Words, split
from reelhouse.sources.bulk.deliver import Ready
from reelhouse.sources.bulk.digits import NULL
from reelhouse.sources.bulk.files import Intake, Outcome
from reelhouse.sources.bulk.reread import blocks_of, gzip_writer, within
from reelhouse.sources.bulk.tsv import FileContract
from reelhouse.sources.imdb import CONTRACTS, PERSON
from reelhouse.storage import explain_full_disk, sha256_of

BASICS, NAMES = "title.basics", "name.basics"
CREDITS = {"title.principals": ("nconst",), "title.crew": ("directors", "writers")}
_ALL_ACCEPTED: Places = np.empty(0, np.int64)


def deliver_cut(intake: Intake, outcomes: Sequence[Outcome], limit: int) -> None:
    """Cut checked deliveries down and bring them into bronze.

    Kept are the first titles of title.basics in the order of its file, the rows of other files
    whose title is among them, and the people credited in the rows kept of title.principals and
    title.crew. A file that this run did not bring is looked up in bronze.

    Args:
        intake: the way into bronze.
        outcomes: of all deliveries; those with the status `checked` are delivered.
        limit: number of titles.
    """
    checked = [outcome for outcome in outcomes if outcome.checked is not None]
    try:
        titles = _first_titles(intake, checked, limit)
        for outcome in checked:
            if outcome.resource != NAMES:
                _cut(intake, outcome, titles)
        people = [outcome for outcome in checked if outcome.resource == NAMES]
        if people:
            credited = _credited(intake, titles)
            for outcome in people:
                _cut(intake, outcome, credited)
    except ReelhouseError as error:
        for outcome in checked:
            if outcome.status == "checked":
                outcome.status, outcome.message = "failed", str(error)
    finally:
        for outcome in checked:
            if outcome.checked is not None:
                outcome.checked.discard()


def _first_titles(intake: Intake, checked: Sequence[Outcome], limit: int) -> Words:
    """Sorted ids of the first titles of the newest title.basics."""
    tables: list[tuple[Path, Places]] = [(path, _ALL_ACCEPTED) for path in _bronze(intake, BASICS)]
    for outcome in checked:
        if outcome.resource == BASICS and outcome.checked is not None:
            tables = [(file.path, file.rejects.lines()) for file in outcome.checked.files]
    if not tables:
        raise ReelhouseError(
            f"--limit counts titles of {BASICS}, which is neither given nor in the lake",
            advice=f"Give {BASICS} along with the other files.",
        )
    contract = CONTRACTS[BASICS]
    found: list[Words] = []
    missing = limit
    for path, left_out in tables:
        for block, _ in blocks_of(path):
            rows = split(block, len(contract.columns)).without(within(block, left_out))
            found.append(contract.keys(rows)[:missing])
            missing -= len(found[-1])
            if not missing:
                return np.sort(np.concatenate(found))
    return np.sort(np.concatenate(found))


def _credited(intake: Intake, titles: Words) -> Words:
    """Sorted ids of the people whom the newest credits in bronze name for some titles."""
    people: set[bytes] = set()
    paths = [(resource, path) for resource in CREDITS for path in _bronze(intake, resource)]
    if not paths:
        raise ReelhouseError(
            f"--limit keeps people of {NAMES} by their credits, and there are none",
            advice=f"Give one of {', '.join(CREDITS)} along with {NAMES}.",
        )
    for resource, path in paths:
        contract = CONTRACTS[resource]
        names = [column.name for column in contract.columns]
        places = [names.index(column) for column in CREDITS[resource]]
        for block, lines in _chosen(path, contract, _ALL_ACCEPTED, titles):
            for line in lines.tolist():
                cells = block.line(line).split(b"\t")
                for place in places:
                    people.update(cells[place].split(b","))
    people.discard(NULL)
    return np.sort(np.array([PERSON.key(person) for person in people], np.uint64))


def _bronze(intake: Intake, resource: str) -> list[Path]:
    """The files of a resource's newest snapshot."""
    deliveries = intake.dock.lake.snapshots(intake.source.name, resource)
    return [path for delivery in deliveries[-1:] for path in delivery.paths]


def _cut(intake: Intake, outcome: Outcome, wanted: Words) -> None:
    """Bring the rows of a delivery whose ids are wanted into bronze."""
    contract = CONTRACTS[outcome.resource]
    folder = intake.dock.staging / "cut"
    ready = []
    for number, file in enumerate(outcome.checked.files if outcome.checked else []):
        path = folder / f"{outcome.resource}-{number}.tsv.gz"
        with explain_full_disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
            rows = _write(path, file.path, contract, file.rejects.lines(), wanted)
        ready.append(
            replace(
                Ready.whole(file),
                path=path,
                name=f"{file.name.removesuffix('.gz')}.gz",
                sha256=sha256_of(path),
                rows=rows,
                rejected=0,
            )
        )
    intake.deliver_files(outcome, ready)


def _write(
    target: Path, path: Path, contract: FileContract, left_out: Places, wanted: Words
) -> int:
    """Write the wanted rows of a file and give their number."""
    count = 0
    with gzip_writer(target) as file:
        file.write(contract.header + b"\n")
        for block, lines in _chosen(path, contract, left_out, wanted):
            count += len(lines)
            for run in np.split(lines, np.flatnonzero(np.diff(lines) > 1) + 1):
                if len(run):
                    start, stop = block.line_start(int(run[0])), block.line_start(int(run[-1]) + 1)
                    file.write(block.data[start:stop])
    return count


def _chosen(
    path: Path, contract: FileContract, left_out: Places, wanted: Words
) -> Iterator[tuple[Block, Places]]:
    """The accepted lines of each block whose id is wanted."""
    for block, _ in blocks_of(path):
        rows = split(block, len(contract.columns)).without(within(block, left_out))
        ids = contract.keys(rows) >> np.uint64(contract.minor_bits)
        places = np.minimum(np.searchsorted(wanted, ids), max(len(wanted) - 1, 0))
        among = wanted[places] == ids if len(wanted) else np.zeros(len(ids), np.bool_)
        yield block, rows.lines[among]
