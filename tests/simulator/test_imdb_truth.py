"""Content: shares, joins, skews and what the truth says of them."""

from collections import Counter
from statistics import mean, median

from .snapshots import Snapshot, items

REAL_ROWS = {
    "name.basics": 15.12e6,
    "title.basics": 12.32e6,
    "title.akas": 55.29e6,
    "title.crew": 12.33e6,
    "title.episode": 9.51e6,
    "title.principals": 98.07e6,
    "title.ratings": 1.64e6,
}


def test_row_counts_grow_with_the_scale(first: Snapshot) -> None:
    for name, real in REAL_ROWS.items():
        expected = real * first.universe.scale
        assert abs(first.truth.rows[f"{name}.tsv.gz"] / expected - 1) < 0.04, name


def test_orphans_are_as_many_as_the_truth_says(first: Snapshot) -> None:
    titles = set(first.column("title.basics", "tconst"))
    people = set(first.column("name.basics", "nconst"))
    crew = first.rows("title.crew")
    found = {
        "title.crew.tsv.gz": {
            "tconst": sum(row[0] not in titles for row in crew),
            "directors": sum(name not in people for row in crew for name in items(row[1])),
            "writers": sum(name not in people for row in crew for name in items(row[2])),
        },
        "title.episode.tsv.gz": {
            "tconst": sum(row[0] not in titles for row in first.rows("title.episode")),
            "parentTconst": sum(row[1] not in titles for row in first.rows("title.episode")),
        },
        "title.principals.tsv.gz": {
            "tconst": sum(row[0] not in titles for row in first.rows("title.principals")),
            "nconst": sum(row[2] not in people for row in first.rows("title.principals")),
        },
        "title.ratings.tsv.gz": {
            "tconst": sum(row[0] not in titles for row in first.rows("title.ratings"))
        },
        "name.basics.tsv.gz": {
            "knownForTitles": sum(
                name not in titles for row in first.rows("name.basics") for name in items(row[5])
            )
        },
    }
    assert found == first.truth.orphans
    assert 0.0008 < found["title.crew.tsv.gz"]["tconst"] / len(titles) < 0.0012
    assert {row[0] for row in first.rows("title.akas")} <= titles


def test_types_and_credits_have_realistic_shares(first: Snapshot) -> None:
    types = Counter(first.column("title.basics", "titleType"))
    total = types.total()
    assert 0.75 < types["tvEpisode"] / total < 0.79
    assert types["short"] > types["movie"] > types["video"] > types["tvMovie"] > 0
    assert 0 < types["tvPilot"] < types["tvMiniSeries"] < types["tvSeries"]
    assert 7.8 < first.truth.rows["title.principals.tsv.gz"] / total < 8.1
    assert {kind: told["titles"] for kind, told in first.truth.title_types.items()} == types
    assert first.column("title.basics", "isAdult").count("1") / total < 0.02


def test_years_lean_to_the_recent_decades(first: Snapshot) -> None:
    years = [int(year) for year in first.column("title.basics", "startYear") if year != "\\N"]
    assert median(years) > 2005
    assert min(years) < 1910
    assert len(years) < len(first.rows("title.basics"))


def test_few_titles_hold_most_votes(first: Snapshot) -> None:
    votes = sorted((int(v) for v in first.column("title.ratings", "numVotes")), reverse=True)
    assert sum(votes[: len(votes) // 100]) > 0.5 * sum(votes)
    assert sum(votes[: len(votes) // 10]) > 0.75 * sum(votes)
    assert median(votes) < 60


def test_few_people_have_most_credits(first: Snapshot) -> None:
    careers = Counter(row[2] for row in first.rows("title.principals"))
    assert median(careers.values()) <= 2
    assert max(careers.values()) > 500
    assert sum(count == 1 for count in careers.values()) > 0.25 * len(careers)


def test_averages_follow_the_hidden_quality(first: Snapshot) -> None:
    kinds = {row[0]: row[1] for row in first.rows("title.basics")}
    averages: dict[str, list[float]] = {}
    rated = {row[0]: float(row[1]) for row in first.rows("title.ratings")}
    for title, average in rated.items():
        averages.setdefault(kinds.get(title, ""), []).append(average)
    for kind, told in first.truth.title_types.items():
        if told["rated"] > 200:
            assert abs(mean(averages[kind]) - told["mean_quality"]) < 0.25, kind
    best = [rated[told["tconst"]] for told in first.truth.best_titles]
    assert mean(best) > mean(rated.values()) + 1
    top = max(first.rows("title.ratings"), key=lambda row: int(row[2]))
    assert first.truth.most_voted_titles[0]["tconst"] == top[0]


def test_people_are_known_for_titles_that_credit_them(first: Snapshot) -> None:
    credited = {(row[2], row[0]) for row in first.rows("title.principals")}
    for title, directors, writers in first.rows("title.crew"):
        credited |= {(name, title) for name in items(directors) + items(writers)}
    known = [(row[0], title) for row in first.rows("name.basics") for title in items(row[5])]
    assert sum(pair in credited for pair in known) > 0.8 * len(known)


def test_professions_are_categories_of_the_credits(first: Snapshot) -> None:
    titles = set(first.column("title.basics", "tconst"))
    done: dict[str, set[str]] = {}
    for title, _, name, category, _, _ in first.rows("title.principals"):
        if title in titles and category != "self":
            done.setdefault(name, set()).add(category)
    for title, *cells in first.rows("title.crew"):
        for cell, category in zip(cells, ("director", "writer"), strict=True):
            for name in items(cell) if title in titles else []:
                done.setdefault(name, set()).add(category)
    for name, _, _, _, cell, _ in first.rows("name.basics"):
        if name in done:
            assert set(items(cell)) <= done[name], name
            assert 1 <= len(items(cell)) <= 3


def test_directors_lead_the_crew_in_both_files(first: Snapshot) -> None:
    directors = {row[0]: items(row[1]) for row in first.rows("title.crew")}
    for title, _, name, category, _, _ in first.rows("title.principals"):
        if category == "director":
            assert name == directors[title][0]
