-- Who worked together most; each pair once.
with pairs as (
    select
        least(person_key, co_worker_person_key) as person_key,
        greatest(person_key, co_worker_person_key) as other_person_key,
        max(shared_title_count) as shared_title_count,
        max(case when person_key < co_worker_person_key then person_name else co_worker_name end)
            as person_name,
        max(case when person_key < co_worker_person_key then co_worker_name else person_name end)
            as other_person_name
    from mart_co_workers
    where ({people:person_key} or {others:co_worker_person_key})
    group by 1, 2
),

final as (
    select
        pairs.person_key,
        pairs.person_name,
        pairs.other_person_key,
        pairs.other_person_name,
        pairs.shared_title_count,
        one.main_category,
        other.main_category as other_main_category
    from pairs
    left join mart_talent as one on pairs.person_key = one.person_key
    left join mart_talent as other on pairs.other_person_key = other.person_key
    where pairs.person_name is not null
        and pairs.other_person_name is not null
        and ({kinds:one.main_category} or {other_kinds:other.main_category})
)

select * from final
order by shared_title_count desc, person_key, other_person_key
limit {limit}
