"""Segments, leaving, virality and posting time against what was planted, over several worlds.

python -m benchmarks.models.people [--seeds 7 8 9] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from benchmarks.models import _planted
from benchmarks.targets import Verdict
from reelhouse.gold import require_current
from reelhouse.ml.churn import question as churn
from reelhouse.ml.churn.cases import READS, read_cases
from reelhouse.ml.evaluation import auc, calibration_error, log_losses
from reelhouse.ml.posting_time.model import PostingTimes
from reelhouse.ml.posting_time.question import learn_from as learn_times
from reelhouse.ml.question import Context
from reelhouse.ml.segments import question as segments
from reelhouse.ml.tables import gold_tables
from reelhouse.ml.virality.question import learn_from as learn_virality
from reelhouse.settings.models import ModelSettings
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.looks import look_at
from reelhouse.simulator.world.posting import channel_effect

RESULTS = Path(__file__).parents[1] / "results" / "models-people.md"
SEEDS = (7, 8, 9)
LEAST_RAND = 0.8
MOST_AUC_GAP = 0.03
LEAST_PRECISION = 0.8
EARLY = 0.25
CUT_DAY = -365
"""Virality learns from looks up to this day of the world and flags afterwards."""

CONTEXT = Context(ModelSettings(), "2026-02-28")


def segments_of(world: _planted.Planted) -> dict[str, object]:
    """How well segments find the planted kinds of members, and the rule by hours."""
    from sklearn.metrics import adjusted_rand_score

    with gold_tables(require_current(world.lake), segments.QUESTION.reads) as tables:
        began = time.process_time()
        learned = segments.learn(tables, CONTEXT)
        spent = time.process_time() - began
        now = tables.query(segments._EARLIER, {"months": 0})
    told = learned.model.assign(now)
    now["number"] = told["segment_number"]
    now["hours"] = np.digitize(
        now["watched_minutes_12m"] / 60 / now["observed_months_12m"].clip(lower=0.25),
        learned.model.edges,
    )
    known = now[now["number"].notna()].merge(world.members(), on="member_key")
    card = learned.card
    figure = segments.METRIC.name
    return {
        "members": len(known),
        "segments": len(learned.model.names),
        "adjusted Rand": adjusted_rand_score(known["kind"], known["number"].astype(int)),
        "of the rule by hours": adjusted_rand_score(known["kind"], known["hours"]),
        figure: card.winner.scores[figure].value,
        "of the rule": card.best_naive.scores[figure].value if card.best_naive else None,
        "champion": card.champion,
        "CPU s": spent,
    }


def churn_of(world: _planted.Planted) -> dict[str, object]:
    """How well leaving is told ahead, beside the truth's own hazard and the rules."""
    with gold_tables(require_current(world.lake), READS) as tables:
        cases = read_cases(tables)
        began = time.process_time()
        learned = churn.learn(tables, CONTEXT)
        spent = time.process_time() - began
    known = cases[cases["has_left"].notna()].reset_index(drop=True)
    known["has_left"] = known["has_left"].astype(float)
    fits = churn.fits(CONTEXT.settings.seed, 1)
    test, told = churn.told_ahead(known, {n: fits[n] for n in (churn.HAZARD, churn.BOOSTED)})
    truth = test.merge(world.months(), on=["member_key", "month_start_date"], how="left")
    left = truth["has_left"].to_numpy(float)
    card = learned.card
    return {
        "member months": len(test),
        "left": int(left.sum()),
        "AUC of the truth": auc(left, truth["hazard"]),
        "logistic hazard": auc(left, told[churn.HAZARD]),
        "LightGBM": auc(left, told[churn.BOOSTED]),
        "tenure rule": _score(card, "tenure rule", "auc"),
        "recency rule": _score(card, "recency rule", "auc"),
        "log loss of the truth": float(log_losses(left, truth["hazard"]).mean()),
        "of the champion": card.winner.scores[churn.METRIC.name].value,
        "of the best rule": card.best_naive.scores[churn.METRIC.name].value,  # type: ignore[union-attr]
        "calibration error": calibration_error(left, told[churn.HAZARD]),
        "champion": card.champion,
        "CPU s": spent,
    }


def _score(card: object, candidate: str, metric: str) -> float:
    [found] = [c for c in card.candidates if c.name == candidate]  # type: ignore[attr-defined]
    return float(found.scores[metric].value)


def virality_of(world: World, every_hours: float) -> dict[str, object]:
    """How early planted viral videos are flagged, and how many flags are right."""
    looks = pd.DataFrame(look_at(world.videos, world.days, every_hours=every_hours))
    cut = pd.Timestamp(date_of(CUT_DAY))
    began = time.process_time()
    learned = learn_virality(looks[looks["observed_at"] < cut], CONTEXT)
    spent = time.process_time() - began
    later = looks[looks.groupby("video_id")["observed_at"].transform("max") >= cut]
    told = learned.model.judge(later)
    flagged = told[told["is_flagged"] & (told["observed_at"] >= cut)].drop_duplicates("video_id")
    final = looks.groupby("video_id")["view_count"].max()
    share = (flagged["view_count"] / flagged["video_id"].map(final)).to_numpy()
    at_flag = dict(zip(flagged["video_id"], share, strict=True))
    planted = [
        v for v in world.videos
        if v.viral and v.viral.start_day >= CUT_DAY and v.video_id in final.index
    ]  # fmt: skip
    # before it began, less than a quarter of its views had come: it can be told early
    early = [
        v for v in planted
        if v.viral and sum(v.views_until(v.viral.start_day - 1)) < EARLY * final[v.video_id]
    ]  # fmt: skip
    right = [v for v in flagged["video_id"] if v in {p.video_id for p in planted}]
    wrong = {v.video_id: v for v in world.videos}
    return {
        "looks every": f"{every_hours:g} h",
        "viral after the cut": len(planted),
        "flagged": len(flagged),
        "precision": len(right) / len(flagged) if len(flagged) else 0.0,
        "recall": len(right) / len(planted),
        "bought views flagged": sum(wrong[v].bots is not None for v in flagged["video_id"]),
        "could be flagged early": len(early),
        "flagged before a quarter": sum(at_flag.get(v.video_id, 1) < EARLY for v in early),
        "median share at the flag": float(np.median([at_flag.get(v.video_id, 1) for v in early])),
        "champion": learned.card.champion,
        "CPU s": spent,
    }


def times_of(world: World) -> dict[str, object]:
    """How near effects of the hour come to the planted ones."""
    rows = [
        {
            "platform": "youtube",
            "content_type": v.kind,
            "channel_id": str(v.channel_index),
            "video_id": v.video_id,
            "published_at": pd.Timestamp(v.published_at).tz_localize(None),
            "hour": v.published_second / 3600,
            "weekday": v.published_at.isoweekday(),
            "log_reach": float(np.log(max(1, v.counters(v.published_day + 28).views))),
        }
        for v in world.videos
        if v.published_day + 28 <= 0
    ]
    videos = pd.DataFrame(rows).sort_values("published_at").reset_index(drop=True)
    began = time.process_time()
    learned = learn_times(videos, CONTEXT)
    spent = time.process_time() - began
    model = PostingTimes.fit(videos, least=10)
    told, raw, true, inside = [], [], [], []
    for (kind, channel), own in videos.groupby(["content_type", "channel_id"]):
        if len(own) < 5:
            continue
        effect = channel_effect(str(kind), int(str(channel)), world.seed)
        hours = model.tell("youtube", str(kind), str(channel), "hour")
        hours = hours[hours["kind_count"] > 0]
        wave = [effect._wave(h + 0.5) if effect else 0.0 for h in hours["time_value"]]
        usual = np.mean([effect._wave(h) if effect else 0.0 for h in own["hour"]])
        planted = np.array(wave) - usual
        means = (own["log_reach"] - own["log_reach"].mean()).groupby(own["hour"] // 1).mean()
        told += np.log(hours["relative_reach"]).tolist()
        raw += [means.get(float(h), 0.0) for h in hours["time_value"]]
        true += planted.tolist()
        inside += ((np.log(hours["low"]) <= planted) & (planted <= np.log(hours["high"]))).tolist()
    card = learned.card
    return {
        "videos": len(videos),
        "planted effects, rms": _planted.rms(np.array(true)),
        "error of the model": _planted.rms(np.array(told) - np.array(true)),
        "of the channel's own means": _planted.rms(np.array(raw) - np.array(true)),
        "coverage of 95 %": float(np.mean(inside)),
        "ahead of the rule by": card.advantage.value if card.advantage else None,
        "at least": card.advantage.low if card.advantage else None,
        "champion": card.champion,
        "CPU s": spent,
    }


def table(title: str, rows: dict[str, dict[str, object]]) -> str:
    """Rows of figures as Markdown, a column for each world."""
    names = list(next(iter(rows.values())))
    head = f"| {title} | " + " | ".join(rows) + " |"
    lines = [head, "|---" * (len(rows) + 1) + "|"]
    for name in names:
        cells = [_cell(row[name]) for row in rows.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def verdicts(
    kinds: dict[str, dict[str, object]], left: dict[str, dict[str, object]],
    viral: dict[str, dict[str, object]],
) -> list[Verdict]:  # fmt: skip
    """Figures against their targets."""

    def of(rows: dict[str, dict[str, object]], name: str) -> list[float]:
        return [float(str(row[name])) for row in rows.values()]

    rand = min(of(kinds, "adjusted Rand"))
    model = np.array(of(left, "logistic hazard"))
    gap = float(np.mean(np.array(of(left, "AUC of the truth")) - model))
    precision = sum(
        a * b for a, b in zip(of(viral, "precision"), of(viral, "flagged"), strict=True)
    ) / max(sum(of(viral, "flagged")), 1)
    could, did = of(viral, "could be flagged early"), of(viral, "flagged before a quarter")
    early = sum(did) / max(sum(could), 1)
    return [
        Verdict(
            f"adjusted Rand at least {LEAST_RAND}", f"{rand:.3f} at least", rand >= LEAST_RAND
        ),
        Verdict(
            f"AUC of leaving within {MOST_AUC_GAP} of the truth's, mean of the worlds",
            f"{gap:.3f} below", gap <= MOST_AUC_GAP,
        ),
        Verdict(
            f"precision of viral flags at least {LEAST_PRECISION}", f"{precision:.3f}",
            precision >= LEAST_PRECISION,
        ),
        Verdict(
            "four in five of those that can be are flagged before a quarter of their views",
            f"{sum(did):.0f} of {sum(could):.0f}", early >= 0.8,
        ),
    ]  # fmt: skip


def main(arguments: Sequence[str] = ()) -> int:
    """Print all tables, write them down, and give 1 if a target was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--folder", type=Path, help="where the worlds' lakes are kept")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        worlds = {f"seed {seed}": _planted.planted(folder, seed) for seed in chosen.seeds}
        kinds = {name: segments_of(world) for name, world in worlds.items()}
        left = {name: churn_of(world) for name, world in worlds.items()}
        viral = {
            f"{name}, {hours:g} h": virality_of(world.world, hours)
            for hours in (3.0, 24.0)
            for name, world in worlds.items()
        }
        times = {name: times_of(world.world) for name, world in worlds.items()}
    often = {name: row for name, row in viral.items() if name.endswith(", 3 h")}
    found = verdicts(kinds, left, often)
    parts = [
        table("segments", kinds),
        table("leaving", left),
        table("virality", viral),
        table("posting time", times),
        "\n".join(f"- {'passed' if v.passed else 'FAILED'}: {v.target}: {v.found}" for v in found),
    ]
    text = "\n\n".join(parts) + "\n"
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    head = "# Models of people and videos\n\nWritten by `python -m benchmarks.models.people`.\n\n"
    RESULTS.write_text(head + text, encoding="utf-8")
    return 0 if all(v.passed for v in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
