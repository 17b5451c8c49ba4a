{{ config(sort_by=['source', 'genre', 'other_genre'], needs=['dim_anime']) }}

with anime as (
    select source, record_id, score, member_count from {{ ref('dim_anime') }}
),

genres as (
    select source, record_id, genre from {{ ref('bridge_anime_genre') }}
),

source_counts as (
    select source, count(*) as anime_count from anime group by source
),

genre_counts as (
    select source, genre, count(*) as anime_count from genres group by source, genre
),

paired as (
    select
        anime.*,
        genres.genre,
        others.genre as other_genre
    from anime
    inner join genres on anime.source = genres.source and anime.record_id = genres.record_id
    inner join genres as others
        on genres.source = others.source
        and genres.record_id = others.record_id
        and genres.genre < others.genre
),

{{ scored_groups_of('paired', ['genre', 'other_genre']) }},

final as (
    select
        scored_groups.source,
        scored_groups.genre,
        scored_groups.other_genre,
        {%- for figure in score_figures() %}
        scored_groups.{{ figure }},
        {%- endfor %}
        {{ ratio('scored_groups.anime_count', 'source_counts.anime_count') }} as support_rate,
        {{ ratio(
            'cast(scored_groups.anime_count as double) * source_counts.anime_count',
            'cast(one.anime_count as double) * other.anime_count'
        ) }} as lift
    from scored_groups
    inner join source_counts on scored_groups.source = source_counts.source
    inner join genre_counts as one
        on scored_groups.source = one.source and scored_groups.genre = one.genre
    inner join genre_counts as other
        on scored_groups.source = other.source and scored_groups.other_genre = other.genre
)

select * from final
