{{ config(sort_by=['title_key'], needs=['imdb', 'tmdb']) }}

with decisions as (
    select * from {{ ref('feature_title_decision') }}
),

makers as (
    select title_key, maker_kind, maker_key from {{ ref('bridge_title_maker') }}
),

pasts as (
    select * from {{ ref('feature_maker_past') }}
),

title_videos as (
    select title_key, platform, video_id from {{ ref('bridge_title_video') }}
),

videos as (
    select platform, video_id from {{ ref('dim_video') }} where is_trailer
),

-- the counters of a provider that allows nothing to be derived from them are not added up
views as (
    select platform, video_id, observed_date, view_count
    from {{ ref('fact_video_snapshot') }}
    where platform <> 'youtube' or {{ may_derive('youtube') }}
),

trailers as (
    select distinct title_videos.title_key, title_videos.platform, title_videos.video_id
    from title_videos
    inner join videos on title_videos.platform = videos.platform and title_videos.video_id = videos.video_id
),

trailer_views as (
    select
        trailers.title_key,
        trailers.platform,
        trailers.video_id,
        max(views.view_count) as view_count,
        max(views.observed_date) as observed_date
    from trailers
    inner join decisions on trailers.title_key = decisions.title_key
    inner join views
        on
            trailers.platform = views.platform
            and trailers.video_id = views.video_id
            and views.observed_date <= decisions.known_at
    group by trailers.title_key, trailers.platform, trailers.video_id
),

reaches as (
    select title_key, sum(view_count) as trailer_view_count, max(observed_date) as observed_date
    from trailer_views
    group by title_key
),

title_makers as (
    select
        makers.title_key,
        case when makers.maker_kind = 'network' then 'company' else makers.maker_kind end as maker_kind,
        pasts.title_count,
        pasts.last_year,
        pasts.votes_rank_sum,
        pasts.rating_sum,
        pasts.hit_count,
        pasts.gross_count,
        pasts.log_gross_sum
    from makers
    inner join decisions on makers.title_key = decisions.title_key
    left join pasts
        on
            makers.maker_kind = pasts.maker_kind
            and makers.maker_key = pasts.maker_key
            and decisions.as_of_date = pasts.as_of_date
            and decisions.before_year = pasts.before_year
),

past_of_kinds as (
    select
        title_key,
        maker_kind,
        count(*) as maker_count,
        max(last_year) as last_year,
        sum(title_count) as title_count,
        {{ exact_sum('votes_rank_sum') }} as votes_rank_sum,
        max(votes_rank_sum / title_count) as best_votes_rank_rate,
        {{ exact_sum('rating_sum') }} as rating_sum,
        sum(hit_count) as hit_count,
        sum(gross_count) as gross_count,
        {{ exact_sum('log_gross_sum') }} as log_gross_sum
    from title_makers
    group by title_key, maker_kind
),

past as (
    select
        title_key,
        {%- for kind in maker_kinds() %}
        max(case when maker_kind = '{{ kind }}' then maker_count end) as {{ kind }}_count,
        max(case when maker_kind = '{{ kind }}' then title_count end) as {{ kind }}_past_title_count,
        max(case when maker_kind = '{{ kind }}' then {{ ratio('votes_rank_sum', 'title_count') }} end)
            as {{ kind }}_past_votes_rank_rate,
        max(case when maker_kind = '{{ kind }}' then best_votes_rank_rate end) as {{ kind }}_best_votes_rank_rate,
        max(case when maker_kind = '{{ kind }}' then {{ ratio('rating_sum', 'title_count') }} end)
            as {{ kind }}_past_rating,
        max(case when maker_kind = '{{ kind }}' then {{ ratio('hit_count', 'title_count') }} end)
            as {{ kind }}_past_hit_rate,
        max(case when maker_kind = '{{ kind }}' then exp({{ ratio('log_gross_sum', 'gross_count') }}) end)
            as {{ kind }}_past_gross_usd,
        {%- endfor %}
        max(last_year) as last_year
    from past_of_kinds
    group by title_key
),

final as (
    select
        decisions.title_key,
        decisions.known_at,
        greatest(
            {{ last_day_of_year('past.last_year') }},
            case when not decisions.is_as_of_today and past.last_year is not null then decisions.as_of_date end,
            reaches.observed_date
        ) as latest_source_date,
        decisions.is_as_of_today,
        decisions.content_kind,
        decisions.title_type,
        decisions.release_year,
        decisions.release_date,
        cast(extract(month from decisions.release_date) as smallint) as release_month,
        decisions.is_anime,
        decisions.genres,
        decisions.is_titled_otherwise,
        decisions.runtime_minutes,
        decisions.budget_usd,
        decisions.original_language,
        decisions.country,
        decisions.is_franchise,
        decisions.has_details,
        {%- for kind in maker_kinds() %}
        {{ whole('coalesce(past.' ~ kind ~ '_count, 0)') }} as {{ kind }}_count,
        {{ whole('coalesce(past.' ~ kind ~ '_past_title_count, 0)') }} as {{ kind }}_past_title_count,
        {%- for figure in ['past_votes_rank_rate', 'best_votes_rank_rate', 'past_rating', 'past_hit_rate', 'past_gross_usd'] %}
        past.{{ kind }}_{{ figure }},
        {%- endfor %}
        {%- endfor %}
        {{ whole('reaches.trailer_view_count') }} as trailer_view_count
    from decisions
    left join past on decisions.title_key = past.title_key
    left join reaches on decisions.title_key = reaches.title_key
)

select * from final
