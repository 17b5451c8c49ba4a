-- Who made most titles of those with enough votes, as makers of a plan can be named.
with past as (
    select maker_kind, maker_key, title_count
    from feature_maker_past
    where before_year = 9999
        and {kinds:maker_kind}
),

named as (
    select person_key as maker_key, person_name as maker_name, 'person' as named_kind
    from dim_person
    union all
    select maker_key, maker_name, maker_kind as named_kind
    from dim_maker
),

final as (
    select
        past.maker_kind,
        named.maker_name,
        max(past.title_count) as title_count
    from past
    inner join named
        on past.maker_key = named.maker_key
        and case
            when past.maker_kind in ('director', 'writer', 'cast') then 'person'
            else past.maker_kind
        end = named.named_kind
    group by past.maker_kind, named.maker_name
)

select * from final
order by title_count desc, maker_name
limit {limit}
