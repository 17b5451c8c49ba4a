{{ config(sort_by=['item_kind', 'item_key', 'other_item_key']) }}
{%- set least = whole(mart_setting('min_group')) -%}
{#- a CTE that is read more than once is held as a whole, and this one has all viewing there is -#}
{%- set viewing_hours = ref('fact_viewing_hour') -%}

with titles as (
    select title_key, primary_title from {{ ref('dim_title') }} where is_current
),

bridge as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

title_genres as (
    select bridge.title_key, genres.genre_key, genres.genre
    from bridge
    inner join genres on bridge.genre_key = genres.genre_key
),

-- who watched which title is counted and not held: that would be most of the viewing there is
title_items as (
    select
        'title' as item_kind,
        viewing.title_key as item_key,
        titles.primary_title as item_name,
        count(distinct viewing.member_key) as member_count
    from {{ viewing_hours }} as viewing
    inner join titles on viewing.title_key = titles.title_key
    group by viewing.title_key, titles.primary_title
),

genre_members as (
    select distinct title_genres.genre_key, title_genres.genre, viewing.member_key
    from {{ viewing_hours }} as viewing
    inner join title_genres on viewing.title_key = title_genres.title_key
),

device_members as (
    select distinct device, member_key from {{ viewing_hours }} where device is not null
),

items as (
    select item_kind, item_key, item_name, member_count from title_items
    union all
    select 'genre' as item_kind, genre_key as item_key, genre as item_name, count(*) as member_count
    from genre_members
    group by genre_key, genre
    union all
    select 'device' as item_kind, {{ stable_key('device') }} as item_key, device as item_name, count(*) as member_count
    from device_members
    group by device
),

viewers as (
    select count(distinct member_key) as viewer_count from {{ viewing_hours }}
),

ranked as (
    select
        item_kind,
        item_key,
        item_name,
        member_count,
        row_number() over (partition by item_kind order by member_count desc, item_key) as place
    from items
),

-- pairs grow with the square of the titles, so only those with the largest audiences are paired
paired_items as (
    select item_kind, item_key, item_name, member_count
    from ranked
    where place <= {{ whole(mart_setting('overlap_titles')) }}
),

watched as (
    select distinct paired_items.item_kind, viewing.title_key as item_key, viewing.member_key
    from {{ viewing_hours }} as viewing
    inner join paired_items on paired_items.item_kind = 'title' and viewing.title_key = paired_items.item_key
    union all
    select 'genre' as item_kind, genre_key as item_key, member_key from genre_members
    union all
    select 'device' as item_kind, {{ stable_key('device') }} as item_key, member_key from device_members
),

paired_members as (
    select watched.item_kind, watched.item_key, watched.member_key
    from watched
    inner join paired_items
        on watched.item_kind = paired_items.item_kind and watched.item_key = paired_items.item_key
),

pairs as (
    select
        one.item_kind,
        one.item_key,
        other.item_key as other_item_key,
        count(*) as shared_member_count
    from paired_members as one
    inner join paired_members as other
        on one.item_kind = other.item_kind and one.member_key = other.member_key
    where one.item_key < other.item_key
    group by one.item_kind, one.item_key, other.item_key
),

both_ways as (
    select item_kind, item_key, other_item_key, shared_member_count from pairs
    union all
    select item_kind, other_item_key, item_key, shared_member_count from pairs
),

counted as (
    select
        both_ways.item_kind,
        both_ways.item_key,
        both_ways.other_item_key,
        one.item_name,
        other.item_name as other_item_name,
        one.member_count,
        other.member_count as other_member_count,
        both_ways.shared_member_count,
        one.member_count + other.member_count - both_ways.shared_member_count as either_member_count,
        viewers.viewer_count
    from both_ways
    inner join paired_items as one on both_ways.item_kind = one.item_kind and both_ways.item_key = one.item_key
    inner join paired_items as other
        on both_ways.item_kind = other.item_kind and both_ways.other_item_key = other.item_key
    cross join viewers
),

-- who watched both, one, the other, neither: each of the four has to be large enough
final as (
    select
        item_kind,
        item_key,
        other_item_key,
        item_name,
        other_item_name,
        {{ whole('member_count') }} as member_count,
        {{ whole('other_member_count') }} as other_member_count,
        {{ whole('shared_member_count') }} as shared_member_count,
        {{ ratio('shared_member_count', 'member_count') }} as shared_rate,
        {{ ratio('shared_member_count', 'either_member_count') }} as jaccard_rate,
        {{ ratio('shared_member_count', 'member_count') }} / {{ ratio('other_member_count', 'viewer_count') }} as lift
    from counted
    where least(
        shared_member_count,
        member_count - shared_member_count,
        other_member_count - shared_member_count,
        viewer_count - either_member_count
    ) >= {{ least }}
)

select * from final
