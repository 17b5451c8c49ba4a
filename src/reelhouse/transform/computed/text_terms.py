"""Which common words stand in what is written: overviews of titles, posts and comments."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from reelhouse.language import language_of
from reelhouse.transform.computed.post_texts import POST_TEXTS
from reelhouse.transform.computed.sentiment import without_names
from reelhouse.transform.workbench import Workbench

WRITES = ("fact_text_term",)

_POSTS = f"""
with texts as (
    {POST_TEXTS}
),
names as (
    select platform, post_id, string_agg(distinct matched_name, '|' order by matched_name) as names
    from bridge_title_post
    group by platform, post_id
)
select 'post' as text_kind, platform, post_id as text_id, posts.created_date as written_date,
    posts.language_code as language, texts.text, names.names
from fact_post as posts
inner join texts using (platform, post_id)
left join names using (platform, post_id)
where texts.text is not null and not coalesce(posts.is_repost, false)
order by all
"""

_COMMENTS = """
with names as (
    select video_id, string_agg(distinct matched_name, '|' order by matched_name) as names
    from bridge_title_video
    where platform = 'youtube'
    group by video_id
)
select 'comment' as text_kind, 'youtube' as platform, comments.comment_id_youtube as text_id,
    cast(comments.published_at as date) as written_date, cast(null as varchar) as language,
    comments.comment_text as text, names.names
from silver_youtube__comment as comments
left join names on comments.video_id_youtube = names.video_id
where comments.comment_text is not null
    and (select coalesce(bool_or(may_derive), false) from build.terms where source = 'youtube')
order by all
"""

# the longest of what the sources say of a title
_OVERVIEWS = """
with told as (
    select 'tmdb' as source, 'movie' as record_kind,
        cast(title_id_tmdb_movie as varchar) as record_id, overview
    from silver_tmdb__movie
    union all
    select 'tmdb', 'tv', cast(title_id_tmdb_tv as varchar), overview from silver_tmdb__tv
    union all
    select 'jikan', 'anime', cast(title_id_mal as varchar), synopsis from silver_jikan__anime
)
select 'title' as text_kind, 'overview' as platform, cast(records.title_key as varchar) as text_id,
    cast(null as date) as written_date, cast(null as varchar) as language,
    max_by(told.overview, length(told.overview)) as text, cast(null as varchar) as names
from told
inner join bridge_title_source as records
    on told.source = records.source
    and told.record_kind = records.record_kind
    and told.record_id = records.record_id
where told.overview is not null
group by records.title_key
order by all
"""

_WORD = re.compile(r"[a-z][a-z']+[a-z]")

_STOP_WORDS = """
    about above after again against all also although always among and another any anybody
    anyone anything are aren't around because been before being below between both but can
    can't cannot come comes could couldn't did didn't does doesn't doing don't down during
    each either else even ever every everyone everything few find finds first for from full
    further get gets getting give gives goes going gone got had hadn't has hasn't have haven't
    having her here hers herself him himself his how however i'd i'll i'm i've into isn't it's
    its itself just keep knew know known last least less let like made make makes many may
    maybe me might more most much must mustn't my myself need never new next nobody nor not
    nothing now off often once one ones only onto other others our ours ourselves out over own
    part put quite rather really said same say says see seen shall she should shouldn't since
    some somebody someone something soon still such take takes than that that's the their
    theirs them themselves then there there's these they they're thing things this those
    though three through thus together too took toward two under until upon use very want
    wants was wasn't way well went were weren't what what's whatever when where whether which
    while who whole whom whose why will with within without won't would wouldn't yes yet you
    you're your yours yourself
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English words that say nothing of a topic."""


def compute(bench: Workbench) -> None:
    """Count the words of every English text; those of few texts are left out."""
    texts = pd.concat(
        [bench.query(sql) for sql in (_OVERVIEWS, _POSTS, _COMMENTS)], ignore_index=True
    )
    bench.write("fact_text_term", counted(texts, bench.settings.marts.topic_least_texts))


def counted(texts: pd.DataFrame, least_texts: int) -> pd.DataFrame:
    """How often each common word stands in each English text.

    Args:
        texts: text_kind, platform, text_id, written_date, language, text, and names of titles in
            it, parted by "|", whose words do not count.
        least_texts: texts of posts and comments, or of titles, in which a word has to stand; rarer
            ones could tell who wrote them and never make a topic.

    Returns:
        text_kind, platform, text_id, written_date, term, term_count.
    """
    rows = []
    for each in texts.itertuples(index=False):
        told = each.language if isinstance(each.language, str) else None
        names = each.names.split("|") if isinstance(each.names, str) and each.names else []
        plain = without_names(str(each.text), names)
        if not language_of(plain, told).is_english:
            continue
        terms = Counter(word for word in _WORD.findall(plain.lower()) if word not in STOP_WORDS)
        key = (each.text_kind, each.platform, each.text_id, each.written_date)
        rows += [(*key, term, count) for term, count in terms.items()]
    columns = ["text_kind", "platform", "text_id", "written_date", "term", "term_count"]
    frame = pd.DataFrame(rows, columns=columns)
    if not len(frame):
        return frame
    is_title = frame["text_kind"] == "title"
    standing = frame.groupby([is_title.rename("is_title"), "term"])["text_id"].transform("size")
    return frame[standing >= least_texts].reset_index(drop=True)
