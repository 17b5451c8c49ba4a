"""How kind posts and comments are about titles, as the champion judges."""

from __future__ import annotations

from functools import partial

from reelhouse.ml.predictions import told_of, write_answers
from reelhouse.ml.store import Version
from reelhouse.transform.computed.sentiment import TEXTS, judged
from reelhouse.transform.workbench import Workbench

WRITES = ("fact_text_sentiment",)

NO_AUDIT = "YouTube allows derived figures only after an accepted audit"

_COMMENTS = """
with about as (
    select video_id, string_agg(distinct matched_name, '|' order by matched_name) as names
    from bridge_title_video
    where platform = 'youtube'
    group by video_id
)
select
    'youtube' as platform, comments.comment_id_youtube as text_id, about.video_id,
    cast(comments.published_at as date) as written_date, cast(null as varchar) as language,
    comments.comment_text as text, about.names
from silver_youtube__comment as comments
inner join about on comments.video_id_youtube = about.video_id
where comments.comment_text is not null
order by text_id
"""

_MAY_DERIVE = (
    "select coalesce(bool_or(may_derive), false) from build.terms where source = 'youtube'"
)


def compute(bench: Workbench) -> None:
    """Write what the champion says of every text about a title."""

    def answer(version: Version) -> None:
        import pandas as pd

        model = version.load()
        posts = bench.query(TEXTS).rename(columns={"post_id": "text_id"})
        posts = posts.rename(columns={"created_date": "written_date"})
        comments = bench.query(_COMMENTS)
        texts = pd.concat(
            [
                posts.assign(text_kind="post", video_id=None),
                comments.assign(text_kind="comment", is_repost=False),
            ],
            ignore_index=True,
        )
        may_derive = bool(bench.query(_MAY_DERIVE).iloc[0, 0])
        is_open = (texts["text_kind"] == "post") | may_derive
        judge = partial(judged, score=model.sentiments)
        rows = told_of(bench, judge, texts[is_open]).reindex(texts.index)
        rows.loc[~is_open, "not_judged_reason"] = NO_AUDIT
        # what tells probabilities tells sentiment as 2 p - 1
        told = hasattr(model, "probabilities")
        rows["kind_probability"] = (rows["sentiment"] + 1) / 2 if told else float("nan")
        columns = ["text_kind", "platform", "text_id", "video_id", "written_date", "is_repost"]
        bench.write(
            "fact_text_sentiment",
            pd.concat([texts[columns], rows], axis=1).assign(model_version=version.version),
        )

    write_answers(bench, "sentiment", WRITES, answer)
