"""Topics with their words, and the main topic of each text."""

from __future__ import annotations

from typing import Any

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.store import Version
from reelhouse.transform.workbench import Workbench

WRITES = ("bridge_topic_text", "mart_topic")


def compute(bench: Workbench) -> None:
    """Write the topics of every corpus that has any."""

    def answer(version: Version) -> None:
        import pandas as pd
        from statsmodels.stats.proportion import proportion_confint

        from reelhouse.ml.topics.learning import corpora
        from reelhouse.ml.topics.question import terms_of

        models = version.load()
        parts = corpora(terms_of(bench))
        texts, topics = [], []
        for corpus, model in models.items():
            assigned = model.assign(parts[corpus])
            counts = assigned["topic"].value_counts()
            for number, words in enumerate(model.top):
                count, total = int(counts.get(number, 0)), len(assigned)
                low, high = proportion_confint(count, max(1, total), method="wilson")
                row: dict[str, Any] = {
                    "corpus": corpus,
                    "topic_number": number + 1,
                    "label": model.labels[number],
                    "top_words": ", ".join(words),
                    "coherence": model.coherence[number],
                    "stability_rate": model.stability[number],
                    "text_count": count,
                    "share_rate": count / total if total else None,
                    "share_low_rate": low if total else None,
                    "share_high_rate": high if total else None,
                    "model_version": version.version,
                }
                topics.append(row)
            numbered = assigned.assign(corpus=corpus, topic_number=assigned["topic"] + 1)
            texts.append(numbered.drop(columns="topic").assign(model_version=version.version))
        bench.write("mart_topic", pd.DataFrame(topics))
        bench.write("bridge_topic_text", pd.concat(texts, ignore_index=True))

    write_answers(bench, "topics", WRITES, answer)
