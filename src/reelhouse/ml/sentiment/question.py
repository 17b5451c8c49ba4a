"""How kind is what is written about titles?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reelhouse.ml.card import Candidate, Card, Estimate, Feature, Metric
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.sentiment.model import LexiconModel
from reelhouse.ml.tables import Tables

ASKS = "How kind is what is written about a title?"
LEAST_LABELS = 400
"""Labelled texts from which on learning is tried; below, the tested quarter says nothing."""

LEAST_TITLES = 20
MOST_LABELS = 24_000
"""Labelled texts that are learned from; more are drawn from."""

_AGREEMENT = Metric("rank correlation with ratings", higher_is_better=True)
_LIMITS = (
    "Only English is judged; posts in other languages are counted and have no sentiment.",
    "The sentiment of one post means little; compare titles and weeks, and mind the interval.",
    "Irony is taken at its word.",
)

# posts of one title, judged by the lexicon whatever else judges
_TITLES = """
select
    bridge_title_post.title_key,
    avg(fact_post_sentiment.sentiment) as sentiment,
    max(fact_rating_snapshot.average_rating) as average_rating
from fact_post_sentiment
inner join bridge_title_post using (platform, post_id)
inner join fact_rating_snapshot
    on bridge_title_post.title_key = fact_rating_snapshot.title_key
    and fact_rating_snapshot.is_latest
where fact_post_sentiment.sentiment is not null
group by bridge_title_post.title_key
order by bridge_title_post.title_key
"""


def learn(tables: Tables, context: Context) -> Learned:
    """Learn from the labelled texts of the settings; without them VADER judges.

    Raises:
        NotEnough: there are too few labelled texts, or of one side only.
        ReelhouseError: their file cannot be read.
    """
    path = context.settings.sentiment_labels
    return _from_labels(path, context) if path else _lexicon(tables, context)


def _from_labels(path: Path, context: Context) -> Learned:
    import numpy as np

    from reelhouse.ml.sentiment.competition import ACCURACY, compete
    from reelhouse.ml.sentiment.labels import read_labels
    from reelhouse.ml.sentiment.scorers import Lexicon

    labels = read_labels(path)
    rows = labels.rows
    kind_count = int(rows["is_kind"].sum())
    if min(kind_count, len(rows) - kind_count) < LEAST_LABELS / 4 or len(rows) < LEAST_LABELS:
        raise NotEnough(
            f"{path.name} has {kind_count} kind and {len(rows) - kind_count} unkind texts that can "
            f"be learned from ({labels.left_out} were left out)",
            advice=f"{LEAST_LABELS} are needed, and a quarter of that of either side. Without "
            "`models.sentiment_labels` a lexicon judges.",
        )
    seed = context.settings.seed
    if len(rows) > MOST_LABELS:
        rows = rows.sample(MOST_LABELS, random_state=seed).sort_index()
    texts, is_kind = rows["text"].tolist(), rows["is_kind"].to_numpy(bool)
    found = compete(texts, is_kind, seed=seed, draws=context.settings.bootstrap_draws)
    is_lexicon = found.champion == Lexicon.name
    card = Card(
        asks=ASKS,
        target="whether a text is kind; as a sentiment, twice its probability less 1",
        decision="when a text is read; nothing but the text is known",
        metric=ACCURACY,
        candidates=found.candidates,
        champion=found.champion,
        advantage=found.advantage,
        trained_on=f"{len(rows):,} labelled texts of {path.name}; {labels.left_out} left out",
        tested_on="a quarter of them, drawn at random: the texts have no dates",
        train_count=found.train_count,
        test_count=found.test_count,
        features=(Feature("text", "words, pairs of words, letters within words, embedding"),),
        calibration=() if is_lexicon else found.calibration,
        limits=(
            *_LIMITS,
            "Learned from texts of one kind, it is less often right on texts of another: see "
            "docs/models/sentiment.md for figures across kinds.",
        ),
        parameters={"file": path.name, "kind_share": round(float(np.mean(is_kind)), 4)},
    )
    return Learned(LexiconModel() if is_lexicon else found.model, card)


def _lexicon(tables: Tables, context: Context) -> Learned:
    """VADER's card: without labels only its agreement with ratings can be told."""
    from reelhouse.ml.evaluation import bootstrap

    titles = tables.query(_TITLES)
    draws, seed = context.settings.bootstrap_draws, context.settings.seed
    scores: dict[str, Estimate] = {}
    if len(titles) >= LEAST_TITLES:
        scores[_AGREEMENT.name] = bootstrap(
            _rank_correlation,
            titles["sentiment"].to_numpy(float),
            titles["average_rating"].to_numpy(float),
            draws=draws,
            seed=seed,
        )
    note = "nothing was labelled, so that nothing could be learned or tested against it"
    card = Card(
        asks=ASKS,
        target="VADER's compound score of a text, -1 to 1",
        decision="when a text is read; nothing but the text is known",
        metric=_AGREEMENT,
        candidates=(Candidate("VADER", scores, is_naive=True, note=note),),
        champion="VADER",
        advantage=None,
        trained_on="nothing: a lexicon of English words",
        tested_on="mean sentiment of titles against their ratings",
        train_count=0,
        test_count=len(titles),
        features=(Feature("text", "words that the lexicon knows, negations, capitals"),),
        limits=(
            *_LIMITS,
            "How often it is right on these texts is not known: set `models.sentiment_labels` to "
            "a file of labelled texts to learn from them and to know.",
        ),
    )
    return Learned(LexiconModel(), card)


def _rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(one), rankdata(other)
    if min(float(np.std(each)) for each in ranks) == 0:
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1])


def _files(context: Context) -> tuple[Path, ...]:
    path = context.settings.sentiment_labels
    return (path,) if path else ()


QUESTION = Question(
    "sentiment",
    ASKS,
    ("fact_post_sentiment", "bridge_title_post", "fact_rating_snapshot"),
    learn,
    files=_files,
)
