from __future__ import annotations

import pytest

from reelhouse.sources.bulk.unpack import ContentError, Unpacker
from tests.sources.files import pack, ratings

TEXT = ratings(5000)
PACKED = pack(TEXT)


def unpack(data: bytes, piece: int = 1000, name: str = "file.tsv.gz") -> bytes:
    unpacker = Unpacker(name, b"tconst")
    text = [
        part for at in range(0, len(data), piece) for part in unpacker.feed(data[at : at + piece])
    ]
    return b"".join([*text, *unpacker.finish()])


@pytest.mark.parametrize("piece", [1, 7, 1000, 1 << 20])
def test_gzip_is_unpacked_however_it_comes_in_pieces(piece: int) -> None:
    assert unpack(PACKED, piece) == TEXT


def test_several_gzip_members_are_one_text() -> None:
    assert unpack(PACKED + pack(b"more\n") + bytes(512)) == TEXT + b"more\n"


def test_text_that_shrinks_a_thousandfold_comes_in_bounded_blocks() -> None:
    unpacker = Unpacker("zeros.tsv.gz", b"")
    sizes = [len(part) for part in unpacker.feed(pack(b"0" * 30_000_000))]
    assert sum(sizes) == 30_000_000
    assert max(sizes) <= 4 << 20


def test_plain_text_passes() -> None:
    assert unpack(TEXT) == TEXT
    assert unpack(TEXT, name="file.tsv") == TEXT


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (PACKED[:-1], "ends in the middle"),
        (PACKED[: len(PACKED) // 2], "ends in the middle"),
        (PACKED[:-6] + b"00" + PACKED[-4:], "damaged"),
        (PACKED + b"garbage", "follow the end"),
        (b"<html><body>Moved</body></html>", "a page that begins with '<html>"),
        (b"Moved Permanently", "text that begins with 'Moved Permanently'"),
        (b"x", "text that begins with 'x'"),
    ],
)
def test_what_is_not_the_whole_file_is_an_error(data: bytes, what: str) -> None:
    with pytest.raises(ContentError, match=what) as caught:
        unpack(data)
    assert caught.value.where == "file.tsv.gz"
    assert caught.value.advice
