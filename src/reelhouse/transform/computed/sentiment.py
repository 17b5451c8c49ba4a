"""How kind posts are about titles."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from reelhouse.transform.computed.names_in_text import plain
from reelhouse.transform.computed.post_texts import POST_TEXTS
from reelhouse.transform.workbench import Workbench

WRITES = ("fact_post_sentiment",)

Scorer = Callable[[str], float]

OTHER_LANGUAGE = "only English is judged"

# what is written about nobody's title is not judged; Reddit does not tell languages
_TEXTS = f"""
with texts as (
    {POST_TEXTS}
),
names as (
    select platform, post_id, string_agg(distinct matched_name, '|' order by matched_name) as names
    from bridge_title_post
    group by platform, post_id
)
select platform, post_id, coalesce(posts.language_code, 'en') as language, texts.text, names.names
from names
inner join fact_post as posts using (platform, post_id)
inner join texts using (platform, post_id)
where texts.text is not null
order by platform, post_id
"""

_NO_WORDS = re.compile(r"[#@]\S+|https?://\S+")


def compute(bench: Workbench) -> None:
    """Write the sentiment of every post that mentions a title."""
    bench.write("fact_post_sentiment", judged(bench.query(_TEXTS), scorer()))


def scorer() -> Scorer:
    """VADER's compound score of an English text, -1 to 1.

    Hutto and Gilbert (2014), "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
    Social Media Text".
    """
    analyser = SentimentIntensityAnalyzer()
    return lambda text: float(analyser.polarity_scores(text)["compound"])


def judged(posts: pd.DataFrame, score: Scorer) -> pd.DataFrame:
    """Posts with their sentiment, or the reason why there is none.

    Args:
        posts: platform, post_id, language, text, and names of the titles in it, parted by "|".
        score: sentiment of an English text, -1 to 1.

    Returns:
        platform, post_id, sentiment, not_judged_reason.
    """
    rows: list[tuple[str, str, float | None, str | None]] = []
    for platform, post_id, language, text, names in posts.itertuples(index=False):
        if language.split("-")[0] != "en":
            rows.append((platform, post_id, None, OTHER_LANGUAGE))
        else:
            rows.append((platform, post_id, score(without_names(text, names.split("|"))), None))
    return pd.DataFrame(rows, columns=["platform", "post_id", "sentiment", "not_judged_reason"])


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
