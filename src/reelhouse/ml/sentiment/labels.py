"""Texts that somebody has called kind or unkind, read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reelhouse.errors import ReelhouseError
from reelhouse.language import language_of

if TYPE_CHECKING:
    import pandas as pd

TEXT_COLUMNS = ("text", "review", "sentence", "comment")
LABEL_COLUMNS = ("label", "sentiment", "fresh", "is_kind")
KIND = ("1", "1.0", "true", "kind", "positive", "pos", "fresh")
UNKIND = ("0", "0.0", "-1", "-1.0", "false", "unkind", "negative", "neg", "rotten")
_READERS = {".csv": "csv", ".tsv": "tsv", ".jsonl": "json", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled texts, each once.

    Attributes:
        rows: text and is_kind (bool).
        repeated_count: rows left out because their text stands there already.
        contradicted_count: texts left out because they are called both.
        foreign_count: texts left out because they are not English.
    """

    rows: pd.DataFrame
    repeated_count: int = 0
    contradicted_count: int = 0
    foreign_count: int = 0

    @property
    def left_out(self) -> str:
        """What was left out, in words."""
        return (
            f"{self.repeated_count} repeated, {self.contradicted_count} called both, "
            f"{self.foreign_count} not English"
        )


def read_labels(path: Path) -> Labels:
    """Read a file of labelled texts.

    Args:
        path: CSV, TSV, JSON lines or Parquet with a column of texts (`text`, `review`, `sentence`
            or `comment`) and one of labels (`label`, `sentiment`, `fresh` or `is_kind`), which
            says kind, positive, pos, fresh, true or 1, or the opposite. Rows without either are
            refused.

    Raises:
        ReelhouseError: the file is not there, cannot be read, lacks a column, or has a label that
            is none of these.
    """
    frame = _read(path)
    names = {str(column).strip().lower(): column for column in frame.columns}
    text, label = (_column(names, wanted, path) for wanted in (TEXT_COLUMNS, LABEL_COLUMNS))
    said = frame[label].astype("string").str.strip().str.lower()
    is_known = said.isin([*KIND, *UNKIND]) & frame[text].notna()
    if not is_known.all():
        line = int((~is_known).to_numpy().argmax())
        what = "no text" if frame[text].isna().iloc[line] else f"the label {said.iloc[line]!r}"
        raise ReelhouseError(
            f"a labelled text has {what}",
            where=f"{path}, row {line + 1}",
            advice=f"Labels are {', '.join(KIND)}, or {', '.join(UNKIND)}.",
        )
    return tidy(frame[text].astype(str).tolist(), said.isin(KIND).tolist())


def tidy(texts: list[str], is_kind: list[bool]) -> Labels:
    """Each text once, and only English ones, so that no test text was learned from.

    Args:
        texts: as they were written.
        is_kind: what somebody called each.
    """
    import pandas as pd

    rows = pd.DataFrame({"text": texts, "is_kind": is_kind})
    rows["key"] = rows["text"].str.lower().str.replace(r"\W+", " ", regex=True).str.strip()
    rows = rows[rows["key"] != ""]
    sides = rows.groupby("key")["is_kind"].transform("nunique")
    contradicted = rows.loc[sides > 1, "key"].nunique()
    agreed = rows[sides == 1]
    once = agreed.drop_duplicates("key")
    is_english = pd.Series([language_of(t).is_english for t in once["text"]], once.index, bool)
    kept = once.loc[is_english, ["text", "is_kind"]].reset_index(drop=True)
    return Labels(kept, len(agreed) - len(once), contradicted, int((~is_english).sum()))


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    kind = _READERS.get("".join(path.suffixes[-2:]).removesuffix(".gz") or path.suffix)
    kind = kind or _READERS.get(path.suffix)
    if kind is None:
        raise ReelhouseError(
            "labelled texts of this kind cannot be read",
            where=str(path),
            advice=f"Kinds are {', '.join(_READERS)}.",
        )
    if not path.is_file():
        raise ReelhouseError(
            "the file of labelled texts is not there",
            where=str(path),
            advice="`models.sentiment_labels` or `--from` says where it is.",
        )
    try:
        if kind == "parquet":
            return pd.read_parquet(path)
        if kind == "json":
            return pd.read_json(path, lines=True)
        return pd.read_csv(path, sep="\t" if kind == "tsv" else ",", encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise ReelhouseError(
            f"the file of labelled texts cannot be read: {error}", where=str(path)
        ) from error


def _column(names: dict[str, str], wanted: tuple[str, ...], path: Path) -> str:
    found = [names[name] for name in wanted if name in names]
    if not found:
        raise ReelhouseError(
            f"the file of labelled texts has no column {wanted[0]}",
            where=str(path),
            advice=f"It may be called {', '.join(wanted)}; it has {', '.join(names)}.",
        )
    return found[0]
