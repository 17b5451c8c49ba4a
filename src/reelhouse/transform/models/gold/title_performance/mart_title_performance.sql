{{ config(sort_by=['title_key']) }}

with titles as (
    select title_key, title_id_imdb, title_type, is_anime, primary_title, start_year
    from {{ ref('dim_title') }}
    where is_current and title_type <> 'tvEpisode'
),

observations as (
    select title_key, source, vote_count, average_rating, popularity, member_count
    from {{ ref('fact_title_day') }}
    where is_latest
),

imdb_ratings as (
    select title_key, weighted_rating from {{ ref('fact_rating_snapshot') }} where is_latest
),

netflix_half_years as (
    select title_key, report_year, report_half, viewed_hours from {{ ref('fact_netflix_half_year') }}
),

netflix_weeks as (
    select title_key, top10_week, viewed_hours from {{ ref('mart_netflix_title_week') }}
),

-- a source may have several records of a title, such as the seasons of an anime
by_source as (
    select
        title_key,
        source,
        max(vote_count) as vote_count,
        max(member_count) as member_count,
        max(popularity) as popularity,
        {{ ratio(
            'sum(' ~ exact('average_rating') ~ ' * greatest(coalesce(vote_count, member_count), 1))',
            'sum(case when average_rating is not null then greatest(coalesce(vote_count, member_count), 1) end)'
        ) }} as average_rating
    from observations
    group by title_key, source
),

newest_half_year as (
    select max(2 * report_year + report_half) as half_number from netflix_half_years
),

newest_week as (
    select max(top10_week) as top10_week from netflix_weeks
),

signals as (
    select title_key, source, 'audience' as part, cast(coalesce(member_count, vote_count) as double) as figure
    from by_source
    union all
    -- a mean over one record is that record's to the last digit, so that equal ratings tie
    select title_key, source, 'rating', round(average_rating, 9)
    from by_source
    where source <> 'imdb'
    union all
    select title_key, 'imdb', 'rating', weighted_rating
    from imdb_ratings
    union all
    select title_key, source, 'attention', popularity
    from by_source
    union all
    select netflix_half_years.title_key, 'netflix', 'audience', cast(sum(netflix_half_years.viewed_hours) as double)
    from netflix_half_years
    inner join newest_half_year
        on 2 * netflix_half_years.report_year + netflix_half_years.report_half = newest_half_year.half_number
    group by netflix_half_years.title_key
    union all
    select netflix_weeks.title_key, 'netflix', 'attention', cast(sum(netflix_weeks.viewed_hours) as double)
    from netflix_weeks
    inner join newest_week on netflix_weeks.top10_week > newest_week.top10_week - 28
    group by netflix_weeks.title_key
),

compared as (
    select
        signals.title_key,
        signals.source,
        signals.part,
        100 * percent_rank() over (
            partition by signals.source, signals.part, titles.is_anime, titles.title_type
            order by signals.figure
        ) as percentile_pct,
        count(*) over (
            partition by signals.source, signals.part, titles.is_anime, titles.title_type
        ) as compared_count
    from signals
    inner join titles on signals.title_key = titles.title_key
    where signals.figure is not null
),

-- among few titles a percentile says little
percentiles as (
    select title_key, source, part, percentile_pct
    from compared
    where compared_count >= cast({{ mart_setting('min_group') }} as integer)
),

parts as (
    select
        title_key,
        {%- for part in index_parts() %}
        cast(avg(case when part = '{{ part }}' then {{ exact('percentile_pct') }} end) as double) as {{ part }}_pct,
        {%- endfor %}
        {%- for source in ['imdb', 'tmdb', 'jikan', 'anilist', 'streaming_availability', 'netflix'] %}
        max(case when source = '{{ source }}' then '{{ source }}' end) as {{ source }},
        {%- endfor %}
        cast(count(distinct source) as integer) as source_count
    from percentiles
    group by title_key
),

weighed as (
    select
        *,
        {%- for part in index_parts() %}
        case when {{ part }}_pct is not null then {{ index_weight(part) }} else 0 end as {{ part }}_weight
        {{- ',' if not loop.last }}
        {%- endfor %}
    from parts
),

tmdb as (
    select title_key, vote_count, average_rating, popularity from by_source where source = 'tmdb'
),

measured as (
    select title_key from weighed
    union
    select title_key from tmdb
),

final as (
    select
        titles.title_key,
        titles.title_id_imdb,
        titles.title_type,
        titles.is_anime,
        titles.primary_title,
        titles.start_year,
        tmdb.popularity * 0.4
        + coalesce(tmdb.average_rating * {{ vote_count_factor('tmdb.vote_count') }}, 0) * 0.6 as engagement_score,
        weighed.audience_pct,
        weighed.rating_pct,
        weighed.attention_pct,
        (
            coalesce(weighed.audience_pct, 0) * weighed.audience_weight
            + coalesce(weighed.rating_pct, 0) * weighed.rating_weight
            + coalesce(weighed.attention_pct, 0) * weighed.attention_weight
        ) / nullif(weighed.audience_weight + weighed.rating_weight + weighed.attention_weight, 0) as performance_index,
        coalesce(weighed.source_count, 0) as source_count,
        nullif(concat_ws(
            ', ', weighed.imdb, weighed.tmdb, weighed.jikan, weighed.anilist,
            weighed.streaming_availability, weighed.netflix
        ), '') as sources,
        nullif(concat_ws(
            ', ',
            case when weighed.audience_pct is null then 'audience' end,
            case when weighed.rating_pct is null then 'rating' end,
            case when weighed.attention_pct is null then 'attention' end
        ), '') as missing_parts
    from measured
    inner join titles on measured.title_key = titles.title_key
    left join weighed on measured.title_key = weighed.title_key
    left join tmdb on measured.title_key = tmdb.title_key
)

select * from final
