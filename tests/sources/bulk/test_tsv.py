from __future__ import annotations

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.sources.bulk.tsv import Reject, Scanner, ScanResult
from reelhouse.sources.imdb import CONTRACTS
from tests.sources.files import RATINGS, ratings

HEADER = b"tconst\taverageRating\tnumVotes\n"


def scan(text: bytes, resource: str = RATINGS) -> tuple[ScanResult, list[tuple[int, str]]]:
    rejects: list[Reject] = []
    scanner = Scanner(CONTRACTS[resource], rejects.append, "file.tsv")
    scanner.feed(text)
    result = scanner.finish()
    return result, [(reject.line, reject.message) for reject in rejects]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"tt0000002\t5.5", "2 fields instead of 3"),
        (b"tt0000002\t5.5\t7\t8", "4 fields instead of 3"),
        (b"", "1 fields instead of 3"),
        (b"tt0000002\t5.5\tsome", "numVotes is not a whole number above 0 of up to 8 digits"),
        (b"tt0000002\t5.5\t", "numVotes is missing"),
        (b"tt0000002\t5.5\t\\N", "numVotes is missing"),
        (b"tt0000002\t5.5\t7\r", "holds a carriage return"),
        (b"tt0000002\t5.5\t7\0", "holds a NUL byte"),
        (b"tt0000002\t5.\xff\t7", "not UTF-8"),
        (b"tt0000001\t5.5\t7", "duplicate key, first at line 2"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_reason(row: bytes, reason: str) -> None:
    text = HEADER + b"tt0000001\t6.0\t10\n" + row + b"\ntt0000003\t6.0\t10\n"
    result, rejects = scan(text)
    assert rejects == [(3, reason)]
    assert (result.rows, result.rejected) == (3, 1)
    assert result.reasons == {reason.partition(",")[0]: 1}


def test_every_bad_row_of_a_long_file_is_found() -> None:
    lines = ratings(200_000).split(b"\n")
    bad = [7, 70_000, 70_001, 199_999]
    for line in bad:
        lines[line - 1] = lines[line - 1].replace(b".", b",")
    result, rejects = scan(b"\n".join(lines))
    assert [line for line, _ in rejects] == bad
    assert result.rows == 200_000
    assert result.in_order
    assert result.is_sorted


def test_the_last_line_needs_no_newline() -> None:
    result, rejects = scan(HEADER + b"tt0000001\t6.0\t10")
    assert (result.rows, rejects) == (1, [])


def test_a_renamed_column_is_an_error_that_shows_both_headers() -> None:
    with pytest.raises(ReelhouseError) as caught:
        scan(b"tconst\trating\tnumVotes\ntt0000001\t6.0\t10\n")
    assert caught.value.where == "file.tsv:1"
    assert "tconst | averageRating | numVotes" in caught.value.what
    assert "tconst | rating | numVotes" in caught.value.what


@pytest.mark.parametrize(
    ("text", "what"), [(b"", "is empty"), (HEADER, "no rows"), (HEADER[:-1], "no rows")]
)
def test_a_file_without_rows_is_an_error(text: bytes, what: str) -> None:
    with pytest.raises(ReelhouseError, match=what):
        scan(text)


def test_a_line_without_end_is_an_error_and_not_kept_in_memory() -> None:
    scanner = Scanner(CONTRACTS[RATINGS], lambda reject: None, "file.tsv")
    scanner.feed(HEADER)

    def pour() -> None:
        for _ in range(64):
            scanner.feed(bytes(1 << 20))

    with pytest.raises(ReelhouseError, match="longer than 32 MB"):
        pour()


def test_rows_of_a_title_may_come_in_any_order_but_once() -> None:
    aka = "{}\t{}\tName\t\\N\t\\N\t\\N\t\\N\t0\n"
    rows = [("tt0000001", n) for n in (1, 10, 2, 10, 3)] + [("tt0000002", n) for n in (2, 1, 2)]
    text = CONTRACTS["title.akas"].header + b"\n"
    result, rejects = scan(text + "".join(aka.format(*row) for row in rows).encode(), "title.akas")
    assert rejects == [
        (5, "duplicate key, first at line 3"),
        (9, "duplicate key, first at line 7"),
    ]
    assert result.in_order
    assert not result.is_sorted


def test_a_repeat_is_found_across_blocks() -> None:
    rejects: list[Reject] = []
    scanner = Scanner(CONTRACTS["title.akas"], rejects.append, block_bytes=1)
    scanner.feed(CONTRACTS["title.akas"].header + b"\n")
    for ordering in (1, 2, 3, 2, 4, 1):
        scanner.feed(b"tt0000001\t%d\tName\t\\N\t\\N\t\\N\t\\N\t0\n" % ordering)
    assert scanner.finish().rejected == 2
    assert [(reject.line, reject.detail) for reject in rejects] == [
        (5, "first at line 3"),
        (7, "first at line 2"),
    ]


def test_a_file_out_of_order_says_so() -> None:
    result, rejects = scan(HEADER + b"tt0000002\t6.0\t10\ntt0000001\t6.0\t10\n")
    assert not result.in_order
    assert not result.is_sorted
    assert rejects == []


def test_an_empty_field_is_a_missing_value() -> None:
    people = b"".join(b"nm%07d\tSomebody\t\t\\N\t\t\n" % number for number in range(1, 40_000))
    nameless = b"nm0040000\t\t\\N\t\\N\tactor\ttt0000001\n"
    header = b"nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n"

    result, rejects = scan(header + people + nameless, "name.basics")

    assert result.rows == 40_000
    assert rejects == [(40_001, "primaryName is missing")]


def test_a_row_longer_than_engines_read_is_rejected() -> None:
    def title(number: int, name: bytes) -> bytes:
        return b"tt%07d\tmovie\t%b\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n" % (number, name)

    header = b"\t".join(column.name.encode() for column in CONTRACTS["title.basics"].columns)
    longest = b"x" * ((1 << 20) - len(title(2, b"")) + 1)

    _, rejects = scan(
        header + b"\n" + title(1, b"a") + title(2, longest) + title(3, longest + b"x"),
        "title.basics",
    )

    assert rejects == [(4, "is longer than 1024 KB")]
