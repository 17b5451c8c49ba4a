"""How well topics that were planted in invented posts and overviews are found again.

python -m benchmarks.models.topics
"""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd

from benchmarks.models._pages import figure, table, write
from benchmarks.targets import Verdict
from reelhouse.ml.topics.bags import bags_of
from reelhouse.ml.topics.learning import COHERENCE, find_topics
from reelhouse.ml.topics.models import finders
from reelhouse.simulator.world import World
from reelhouse.transform.computed.text_terms import counted

SEEDS = (7, 8, 9)
LEAST_TEXTS = 5
LEAST_RAND = 0.8


def texts_of(world: World) -> dict[str, tuple[pd.DataFrame, dict[str, str]]]:
    """Words of posts and of overviews, with the topic that was planted in each."""
    posts = pd.DataFrame(
        {
            "text_kind": "post",
            "platform": post.platform,
            "text_id": post.post_id,
            "written_date": pd.Timestamp(post.created_at.date()),
            "language": post.language,
            "text": post.text.removeprefix(f"{post.title_text}:"),
            "names": None,
        }
        for post in world.posts
        if post.is_there(world.day)
    )
    titles = pd.DataFrame(
        {
            "text_kind": "title",
            "platform": "overview",
            "text_id": title.imdb_id,
            "written_date": pd.NaT,
            "language": None,
            "text": title.overview,
            "names": None,
        }
        for title in world.titles
    )
    return {
        "posts": (
            counted(posts, LEAST_TEXTS),
            {post.post_id: post.topic for post in world.posts if post.topic},
        ),
        "overviews": (
            counted(titles, LEAST_TEXTS),
            {title.imdb_id: title.theme for title in world.titles},
        ),
    }


def rand_index(truth: dict[str, str], ids: list[str], topics: Any) -> float:
    """Adjusted Rand index of the topics of texts that have a planted one."""
    from sklearn.metrics import adjusted_rand_score

    known = [place for place, each in enumerate(ids) if each in truth]
    return float(
        adjusted_rand_score([truth[ids[p]] for p in known], [int(topics[p]) for p in known])
    )


def main() -> int:
    """Measure, print and keep."""
    parts = ["# Topics", "Six topics were planted in posts, and six in overviews."]
    judged = []
    for corpus in ("posts", "overviews"):
        rows, indices = [], []
        for seed in SEEDS:
            terms, truth = texts_of(World(seed=seed))[corpus]
            found = find_topics(terms, seed=seed)
            if found is None:
                rows.append([str(seed), "none is stable", "", "", ""])
                indices.append(0.0)
                continue
            bags = bags_of(terms, found.model.words)
            ids = bags.texts["text_id"].tolist()
            for finder in finders(seed):
                finder.learn(bags, len(found.model.top))
                index = rand_index(truth, ids, finder.strengths(bags.counts).argmax(axis=1))
                scores = next(c for c in found.candidates if c.name == finder.name).scores
                name = f"**{finder.name}**" if finder.name == found.champion else finder.name
                rows.append(
                    [str(seed), name, str(len(found.model.top)), figure(scores[COHERENCE.name]),
                     f"{index:.3f}"]
                )  # fmt: skip
                if finder.name == found.champion:
                    indices.append(index)
        parts += [
            f"## {corpus.capitalize()}",
            table(["world", "model", "topics", "coherence of later texts", "adjusted Rand"], rows),
        ]
        mean = sum(indices) / len(indices)
        judged.append(
            Verdict(
                f"planted topics of {corpus} recovered: adjusted Rand at least {LEAST_RAND}",
                f"{mean:.3f} on average",
                mean >= LEAST_RAND,
            )
        )
    return write("topics", [*parts, "The model in bold answers."], judged)


if __name__ == "__main__":
    sys.exit(main())
