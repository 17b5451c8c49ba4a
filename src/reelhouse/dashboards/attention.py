"""What needs attention: a few sentences over the whole build, each with what to do."""

from __future__ import annotations

from reelhouse.dashboards.charts import escape
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import listed, percent

MOST_NAMED = 3


def notices(view: View) -> list[str]:
    """Sentences in Markdown, the most pressing first; empty where nothing stands out."""
    found = [*_data(view), *_gates(view), *_markets(view), *_deals(view)]
    return [text for text in found if text]


def _data(view: View) -> list[str]:
    if not view.has("mart_source_health"):
        return []
    rows = view.run("freshness").frame
    late = rows[rows["is_late"].fillna(False).astype(bool)]
    failed = rows[rows["failed_attempt_count"] > 0]
    texts = []
    if len(late):
        names = _few([f"{s}/{r}" for s, r in zip(late["source"], late["resource"], strict=True)])
        texts.append(f"**{len(late)} resources are late**: {names}. `reelhouse ingest` asks anew.")
    if len(failed):
        names = _few(sorted(set(failed["source"])))
        texts.append(f"**Ingests failed lately**: {names}. `reelhouse status` says why.")
    return texts


def _gates(view: View) -> list[str]:
    open_ = [g for g in view.build.manifest["gates"] if g["verdict"] in {"warned", "accepted"}]
    if not open_:
        return []
    names = _few([g["name"] for g in open_])
    return [f"**{len(open_)} gates of the build warn**: {names}. See *Data health and evidence*."]


def _markets(view: View) -> list[str]:
    if not view.has("mart_genre_trend"):
        return []
    rows = view.run("genre_trends", genres=None).frame
    texts = []
    for verdict, word in (("shrinking", "lose"), ("growing", "gain")):
        part = rows[rows["verdict"] == verdict]
        if len(part):
            rates = zip(part["genre"], part["growth_rate"], strict=True)
            names = listed([f"{genre} ({rate:+.0%} a year)" for genre, rate in rates][:MOST_NAMED])
            texts.append(f"**Genres that clearly {word} hours**: {names}.")
    return texts


def _deals(view: View) -> list[str]:
    if not view.has("mart_licensing_roi"):
        return []
    answer = view.ask("reported_roi", by=["region"], where={"region": view.filters.regions})
    losing = answer.frame[answer.frame["reported_roi"] < 0]
    if losing.empty:
        return []
    names = listed([f"{r} ({percent(v)})" for r, v in
                    zip(losing["region"], losing["reported_roi"], strict=True)])  # fmt: skip
    return [f"**Licences cost more than they bring by the books** in {names}."]


def _few(names: list[str]) -> str:
    shown = [escape(name) for name in names[:MOST_NAMED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
