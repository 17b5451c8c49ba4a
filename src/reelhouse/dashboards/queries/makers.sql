-- Who made most titles of those with enough votes, as makers of a plan can be named.
with most as (
    -- the few that are shown are picked before names are looked up, which are many
    select
        maker_kind,
        maker_key,
        title_count,
        case
            when maker_kind in ('director', 'writer', 'cast') then 'person'
            else maker_kind
        end as named_kind
    from feature_maker_past
    where before_year = 9999
        and {kinds:maker_kind}
    order by title_count desc, maker_key
    limit {limit}
),

named as (
    select 'person' as named_kind, person_key as maker_key, person_name as maker_name
    from dim_person
    union all
    select maker_kind as named_kind, maker_key, maker_name
    from dim_maker
),

final as (
    select
        most.maker_kind,
        named.maker_name,
        max(most.title_count) as title_count
    from most
    inner join named
        on most.maker_key = named.maker_key and most.named_kind = named.named_kind
    group by most.maker_kind, named.maker_name
)

select * from final
order by title_count desc, maker_name
