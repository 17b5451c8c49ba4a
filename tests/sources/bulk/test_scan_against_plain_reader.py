"""Whatever a file holds, the fast checks reject what a plain reader rejects and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path
from threading import Event

from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.sources.bulk.check import Workplace, check_delivery
from reelhouse.sources.bulk.download import Policy
from reelhouse.sources.bulk.locate import Located, Planned
from reelhouse.sources.bulk.tsv import Reject, Scanner
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.progress import NoProgress
from tests.sources.bulk.plain_reader import RULES, header, keeps_rules, rejected_lines

EDGES = {
    "id": "tt0000001 tt00000001 tt12345678 tt123456789 tt1234567890 tt12345678901 tt000001 tt "
    "TT0000001 nm0000001 tt:000001 tt/000001 tt000000: tt0000001, ,tt0000001 tt0000001,\\N \\N,\\N "
    "tt0000001,tt0000002 nm0000001,nm0000002,nm12345678 nm0000001,,nm0000002 \\N t",
    "number": "0 1 7 07 12345678 123456789 1234 12345 -1 1.5 : / ٣ 1e3 \\n \\N1 N \\ \\N",
    "score": "1.0 9.9 10.0 10.1 0.9 5 5. .5 5,5 55.5 1:0 A.0 1.: \\N",
    "texts": '["A","B"] ["a\\"b"] ["a\\\\"] ["a"b"] ["a",","b"] ["a","] [","a"] ["] [] '
    '[""] ["",""] [1] "[""Self""]" ["\\u00e9"] ["\\x"] ["a\x02"] ["a\\"] ["\\""] ["\\\\""] '
    '["\\","] ["a","b" null {"a":"b"} ["[\\"x\\"]","y"] [[""]] ["a"] ["é","ü"] \\N',
    "text": 'movie "quoted" Ünï\x02code \\N \\n , 東京 😀',
}
ALPHABETS = ('["],\\ a', "tnm0189,", "\\N0:/.", "\x00\t\r\x02é")
edge_cells = st.sampled_from(
    [cell.encode() for cells in EDGES.values() for cell in cells.split(" ")]
)
odd_cells = st.one_of(
    edge_cells,
    *(st.text(alphabet, max_size=12).map(str.encode) for alphabet in ALPHABETS),
    st.binary(max_size=6).map(lambda raw: raw.replace(b"\n", b"")),
)
numbers = st.one_of(
    st.integers(1, 12), st.integers(9_999_990, 10_000_010), st.integers(10**9, 10**10 - 1)
)
titles = numbers.map(lambda number: b"tt%07d" % number)
people = numbers.map(lambda number: b"nm%07d" % number)
null = st.just(b"\\N")


def fair_cells(column: str) -> st.SearchStrategy[bytes]:
    """Cells that keep the column's rule."""
    match column:
        case "tconst" | "titleId" | "parentTconst":
            return titles
        case "nconst":
            return people
        case "directors" | "writers":
            return st.one_of(null, st.lists(people, min_size=1, max_size=10).map(b",".join))
        case "knownForTitles":
            return st.one_of(null, st.lists(titles, min_size=1, max_size=4).map(b",".join))
        case "isAdult" | "isOriginalTitle":
            return st.sampled_from([b"0", b"1"])
        case "ordering":
            return st.integers(1, 12).map(lambda number: b"%d" % number)
        case "averageRating":
            return st.integers(10, 100).map(lambda tenths: b"%.1f" % (tenths / 10))
        case "characters":
            return st.sampled_from([b"\\N", b'["Self"]', b'["A","B"]', b'["the \\"Cap\\"","B"]'])
        case "numVotes" | "startYear":
            return st.integers(5, 2030).map(lambda number: b"%d" % number)
        case "primaryTitle" | "title" | "primaryName" | "titleType" | "category":
            return st.sampled_from([b"short", '"Ünquiet'.encode(), "東京 😀".encode()])
        case _:
            return null


def rows_of(resource: str) -> st.SearchStrategy[bytes]:
    fair = st.tuples(*map(fair_cells, RULES[resource])).map(list)

    @st.composite
    def row(draw: st.DrawFn) -> bytes:
        cells = draw(fair)
        match draw(st.integers(0, 11)):
            case 0 | 1 | 2:
                cells[draw(st.integers(0, len(cells) - 1))] = draw(odd_cells)
            case 3:
                cells.insert(draw(st.integers(0, len(cells))), draw(odd_cells))
            case 4:
                cells.pop()
            case 5:
                text = b"\t".join(cells)
                place = draw(st.integers(0, len(text) - 1))
                return text[:place] + bytes([draw(st.integers(0, 255))]) + text[place + 1 :]
        return b"\t".join(cells)

    return row().map(lambda text: text.replace(b"\n", b" "))


resources = st.sampled_from(sorted(RULES))


@st.composite
def tables(draw: st.DrawFn, files: int = 1) -> tuple[str, list[list[bytes]]]:
    """A resource and the rows of its files; often, as IMDb's are, sorted by id."""
    resource = draw(resources)
    parts = []
    for _ in range(files):
        rows = draw(st.lists(rows_of(resource), min_size=1, max_size=30))
        if draw(st.booleans()):
            rows.sort(key=lambda row: row.split(b"\t")[0])
        parts.append(rows)
    return resource, parts


@settings(max_examples=600, deadline=None)
@given(tables(), st.data())
def test_a_scan_rejects_what_breaks_a_rule(
    table: tuple[str, list[list[bytes]]], data: st.DataObject
) -> None:
    resource, [rows] = table
    end = data.draw(st.sampled_from([b"\n", b""])) if rows[-1] else b"\n"
    text = b"\n".join([header(resource), *rows]) + end
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    rejects: list[Reject] = []
    scanner = Scanner(
        CONTRACTS[resource],
        rejects.append,
        block_bytes=data.draw(st.sampled_from([1, 64, 500, 9999])),
    )
    for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True):
        scanner.feed(text[start:stop])
    result = scanner.finish()

    expected = rejected_lines(resource, [rows])[0]
    found = sorted(reject.line for reject in rejects)
    if result.in_order:
        assert found == expected
    else:
        broken = [line for line, row in enumerate(rows, start=2) if not keeps_rules(resource, row)]
        assert set(broken) <= set(found) <= set(expected)
    assert result.rows == len(rows)
    assert result.rejected == len(found)
    assert all(reject.row == rows[reject.line - 2] for reject in rejects)


@settings(max_examples=60, deadline=None)
@given(tables(files=2))
def test_a_delivery_of_two_files_in_any_order_accepts_each_key_once(
    table: tuple[str, list[list[bytes]]],
) -> None:
    resource, parts = table
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, rows in enumerate(parts):
            text = b"\n".join([header(resource), *rows, b""])
            (folder / f"{number}.tsv").write_bytes(text)
        files = tuple(Located(resource, str(folder / f"{number}.tsv")) for number in range(2))
        place = Workplace(folder / "in", folder / "rejects", Policy(1, 1), NoProgress(), Event())
        checked = check_delivery(CONTRACTS[resource], Planned(resource, None, files), place)
        found = [file.rejects.lines().tolist() for file in checked.files]
        counts = [file.rejected for file in checked.files]
    assert found == rejected_lines(resource, parts)
    assert counts == [len(lines) for lines in found]
