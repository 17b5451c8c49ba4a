"""How kind posts are about titles, by the words of a lexicon."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from reelhouse.language import language_of
from reelhouse.ml.sentiment.lexicon import lexicon_sentiments
from reelhouse.transform.computed.names_in_text import plain
from reelhouse.transform.computed.post_texts import POST_TEXTS
from reelhouse.transform.workbench import Workbench

WRITES = ("fact_post_sentiment",)

Scorer = Callable[[Sequence[str]], Iterable[float]]
"""Sentiment of English texts, -1 to 1 each."""

OTHER_LANGUAGE = "only English is judged"

# what is written about nobody's title is not judged
TEXTS = f"""
with texts as (
    {POST_TEXTS}
),
names as (
    select platform, post_id, string_agg(distinct matched_name, '|' order by matched_name) as names
    from bridge_title_post
    group by platform, post_id
)
select
    platform, post_id, posts.language_code as language, texts.text, names.names,
    posts.created_date, posts.is_repost
from names
inner join fact_post as posts using (platform, post_id)
inner join texts using (platform, post_id)
where texts.text is not null
order by platform, post_id
"""

_NO_WORDS = re.compile(r"[#@]\S+|https?://\S+")


def compute(bench: Workbench) -> None:
    """Write the sentiment of every post that mentions a title."""
    posts = bench.query(TEXTS)
    rows = judged(posts, lexicon_sentiments)
    bench.write("fact_post_sentiment", pd.concat([posts[["platform", "post_id"]], rows], axis=1))


def judged(texts: pd.DataFrame, score: Scorer) -> pd.DataFrame:
    """The sentiment of texts, or the reason why there is none.

    Args:
        texts: language (None where the platform tells none), text, and names of the titles in it,
            parted by "|".
        score: what judges English texts.

    Returns:
        language_code, sentiment, not_judged_reason; in the order and with the index of the texts.
    """
    words = [
        without_names(text, names.split("|") if names else [])
        for text, names in zip(texts["text"], texts["names"].fillna(""), strict=True)
    ]
    told = [language if isinstance(language, str) else None for language in texts["language"]]
    written = [language_of(text, said) for text, said in zip(words, told, strict=True)]
    english = [text for text, each in zip(words, written, strict=True) if each.is_english]
    scores = iter(score(english) if english else [])
    rows = [
        (each.language_code, float(next(scores)), None)
        if each.is_english
        else (each.language_code, None, OTHER_LANGUAGE)
        for each in written
    ]
    # types are said, for texts none of which is English, or all
    types = {"language_code": "str", "sentiment": "float64", "not_judged_reason": "str"}
    return pd.DataFrame(rows, columns=list(types), index=texts.index).astype(types)


def without_names(text: str, names: list[str]) -> str:
    """A text without hashtags, links and the names of titles: "Awful Fate" is no blame.

    Args:
        text: as it was written.
        names: in plain letters, as `names_in_text.plain` gives them.
    """
    words = _NO_WORDS.sub(" ", text).split()
    for name in sorted(names, key=len, reverse=True):
        start = 0
        while start < len(words):
            end = _end_of(name, words, start)
            if end is None:
                start += 1
            else:
                del words[start:end]
    return " ".join(words)


def _end_of(name: str, words: list[str], start: int) -> int | None:
    """Where a name that begins with a word ends; None where it does not begin there."""
    for end in range(start + 1, len(words) + 1):
        found = plain(" ".join(words[start:end]))
        if found == name:
            return end
        if not found or not name.startswith(found):
            return None
    return None
