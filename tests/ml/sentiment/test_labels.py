from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.ml.sentiment.labels import read_labels, tidy

ROWS = pd.DataFrame(
    {"review": ["what a film", "so dull, no joke", "fine work"], "fresh": ["fresh", "rotten", 1]}
)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz"])
def test_reads_what_people_keep_labels_in(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"labels{suffix}"
    rows = ROWS.astype(str)
    if suffix == ".parquet":
        rows.to_parquet(path)
    elif suffix == ".jsonl":
        rows.to_json(path, orient="records", lines=True)
    else:
        rows.to_csv(path, sep="\t" if suffix == ".tsv" else ",", index=False)

    assert list(read_labels(path).rows["is_kind"]) == [True, False, True]


def test_a_text_counts_once_and_only_in_english() -> None:
    texts = ["Good film", "good film!", "odd one", "odd one", "qué película tan maravillosa", "!!"]
    found = tidy(texts, [True, True, True, False, True, False])

    assert list(found.rows["text"]) == ["Good film"]
    assert (found.repeated_count, found.contradicted_count, found.foreign_count) == (1, 1, 1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "text,label\nfine,maybe\n", "the label 'maybe'"),
        ("a.csv", "text,label\n,kind\n", "no text"),
        ("a.csv", "words,label\nfine,kind\n", "no column text"),
        ("a.csv", "", "cannot be read"),
        ("a.txt", "fine", "of this kind cannot be read"),
    ],
)
def test_says_what_is_wrong_with_a_file(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(content)

    with pytest.raises(ReelhouseError, match=message):
        read_labels(path)


def test_says_that_the_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReelhouseError, match="not there"):
        read_labels(tmp_path / "labels.csv")
