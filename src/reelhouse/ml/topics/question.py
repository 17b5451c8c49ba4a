"""What is written about?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reelhouse.ml.card import Card, Feature
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

ASKS = "What are titles, posts and comments about?"

TERMS = """
select text_kind, platform, text_id, written_date, term, term_count
from fact_text_term
order by text_kind, platform, text_id, term
"""


def learn(tables: Tables, context: Context) -> Learned:
    """Find the topics of overviews, and those of posts and comments.

    Raises:
        NotEnough: neither has texts enough, or no topic comes again in halves of them.
    """
    from reelhouse.ml.topics.learning import (
        COHERENCE,
        LEAST_TEXTS,
        corpora,
        find_topics,
        text_count,
    )

    parts = corpora(tables.query(TERMS))
    counts = {name: text_count(terms) for name, terms in parts.items()}
    enough = {name: terms for name, terms in parts.items() if counts[name] >= LEAST_TEXTS}
    if not enough:
        raise NotEnough(
            f"there are {counts['titles']} overviews and {counts['talk']} posts and comments in "
            "English with common words",
            advice=f"{LEAST_TEXTS} of either are needed.",
        )
    seed = context.settings.seed
    tried = {name: find_topics(terms, seed=seed) for name, terms in enough.items()}
    found = {name: each for name, each in tried.items() if each}
    if not found:
        raise NotEnough(
            f"no topic of {' or '.join(enough)} comes again when it is looked for in other halves "
            "of the texts",
            advice="More texts may tell more.",
        )
    # a card tells of one corpus; that of more texts, the other one stands in its parameters
    main = max(found, key=lambda name: counts[name])
    left = [name for name in parts if name not in found]
    card = Card(
        asks=ASKS,
        target="the main topic of a text, and the words that tell a topic",
        decision="when a text is read; nothing but its words is known",
        metric=COHERENCE,
        candidates=found[main].candidates,
        champion=found[main].champion,
        advantage=found[main].advantage,
        trained_on=f"{counts[main]} texts of {main}"
        + "".join(f" and {counts[name]} of {name}" for name in found if name != main),
        tested_on=f"the later {found[main].test_count} texts of {main}",
        train_count=found[main].train_count,
        test_count=found[main].test_count,
        features=(Feature("words", "common English words without names of titles", "at once"),),
        limits=(
            "A topic is words that stand together; its label is read off them and says no more.",
            "A text has several topics; the strongest is shown.",
            *(f"Of {name} there are too few texts, or no stable topic." for name in left),
        ),
        parameters={name: _told(each) for name, each in found.items()},
    )
    return Learned({name: each.model for name, each in found.items()}, card)


def _told(found: Any) -> dict[str, Any]:
    return {
        "topics": found.model.labels,
        "model": found.champion,
        "coherence": {c.name: round(c.scores[next(iter(c.scores))].value, 4)
                      for c in found.candidates},
        "stability_by_count": {str(k): round(v, 3) for k, v in found.stability_by_count.items()},
    }  # fmt: skip


def terms_of(tables: Tables) -> pd.DataFrame:
    """Words of all texts."""
    return tables.query(TERMS)


QUESTION = Question("topics", ASKS, ("fact_text_term",), learn)
