{{ config(sort_by=['title_key', 'week_end_date']) }}

with texts as (
    select
        text_kind, platform, text_id, video_id, written_date, sentiment, not_judged_reason, model_version
    from {{ ref('fact_text_sentiment') }}
    where written_date is not null and not coalesce(is_repost, false)
),

post_titles as (
    select title_key, platform, post_id from {{ ref('bridge_title_post') }}
),

video_titles as (
    select title_key, platform, video_id from {{ ref('bridge_title_video') }}
),

about as (
    select post_titles.title_key, texts.written_date, texts.sentiment, texts.not_judged_reason, texts.model_version
    from texts
    inner join post_titles
        on texts.platform = post_titles.platform and texts.text_id = post_titles.post_id
    where texts.text_kind = 'post'
    union all
    select video_titles.title_key, texts.written_date, texts.sentiment, texts.not_judged_reason, texts.model_version
    from texts
    inner join video_titles
        on texts.platform = video_titles.platform and texts.video_id = video_titles.video_id
    where texts.text_kind = 'comment'
),

weeks as (
    select
        title_key,
        {{ week_ending('written_date') }} as week_end_date,
        count(*) as text_count,
        count(sentiment) as judged_count,
        count(case when not_judged_reason = 'only English is judged' then 1 end) as other_language_count,
        cast({{ exact_sum('sentiment') }} as double) as sentiment_sum,
        cast({{ exact_sum('sentiment * sentiment') }} as double) as square_sum,
        max(model_version) as model_version
    from about
    group by title_key, {{ week_ending('written_date') }}
),

-- texts of one title and week differ as much as those of any other
spread as (
    select
        cast({{ exact_sum('square_sum - sentiment_sum * sentiment_sum / judged_count') }} as double)
            / nullif(sum(judged_count - 1), 0) as variance
    from weeks
    where judged_count > 1
),

bounded as (
    select
        weeks.*,
        weeks.sentiment_sum / nullif(weeks.judged_count, 0) as mean_sentiment,
        1.96 * sqrt(spread.variance / nullif(weeks.judged_count, 0)) as half_width
    from weeks
    cross join spread
),

final as (
    select
        title_key,
        week_end_date,
        {{ whole('text_count') }} as text_count,
        {{ whole('judged_count') }} as judged_count,
        {{ whole('other_language_count') }} as other_language_count,
        sentiment_sum,
        mean_sentiment,
        case when half_width is not null then greatest(-1, round(mean_sentiment - half_width, 9)) end as mean_sentiment_low,
        case when half_width is not null then least(1, round(mean_sentiment + half_width, 9)) end as mean_sentiment_high,
        model_version
    from bounded
)

select * from final
