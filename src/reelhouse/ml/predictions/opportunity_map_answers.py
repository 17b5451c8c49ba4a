"""The map of segments, and all genres against each other."""

from __future__ import annotations

from itertools import combinations

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.store import Version
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_genre_head_to_head", "mart_opportunity")

DRAWS = 1000


def compute(bench: Workbench) -> None:
    """Write the map, and who is ahead of whom."""

    def answer(version: Version) -> None:
        import pandas as pd

        from reelhouse.ml.opportunities.genre_measures import genre_samples
        from reelhouse.ml.opportunities.head_to_head import measure_of
        from reelhouse.ml.opportunities.mapping import opportunity_map
        from reelhouse.ml.opportunities.segments import gather
        from reelhouse.transform.declarations import declaration

        marts = bench.settings.marts
        segments = opportunity_map(gather(bench), version.load(), marts)
        bench.write("mart_opportunity", segments.assign(model_version=version.version))
        _, samples = genre_samples(bench, draws=DRAWS, seed=marts.seed)
        rows = [
            (
                sample.name, sample.unit, a, b, *told.a, *told.b, told.probability, told.verdict,
                version.version,
            )
            for sample in samples
            for a, b in combinations(sample.names, 2)
            if (told := measure_of(sample, a, b)) and told.a and told.b
        ]  # fmt: skip
        columns = list(declaration("mart_genre_head_to_head").columns)
        bench.write("mart_genre_head_to_head", pd.DataFrame(rows, columns=columns))

    write_answers(bench, "opportunities", WRITES, answer)
