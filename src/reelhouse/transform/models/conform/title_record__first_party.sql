with deals as (
    select title, title_id_imdb, release_date, snapshot_date
    from {{ ref('silver_first_party__licensing_deal') }}
),

offers as (
    select title, title_id_imdb, release_date, snapshot_date
    from {{ ref('silver_first_party__licensing_offer') }}
),

campaigns as (
    select title, title_id_imdb, snapshot_date from {{ ref('silver_first_party__campaign') }}
),

sessions as (
    select title, title_id_imdb, viewing_date, first_seen_date
    from {{ ref('fact_viewing_name') }}
),

every as (
    select title, title_id_imdb, release_date, release_date as known_by_date, snapshot_date from deals
    union all
    select title, title_id_imdb, release_date, release_date, snapshot_date from offers
    union all
    select title, title_id_imdb, null, null, snapshot_date from campaigns
    union all
    select title, title_id_imdb, null, viewing_date, first_seen_date from sessions
),

final as (
    select
        {{ title_record_columns({
            'source': "'first_party'",
            'record_kind': "'name'",
            'record_id': first_party_name_id('title_id_imdb', 'title'),
            'name': 'title',
            'year': 'extract(year from min(release_date))',
            'year_is_exact': 'min(release_date) is not null',
            'known_by_date': 'min(known_by_date)',
            'title_id_imdb': 'title_id_imdb',
            'first_seen_date': 'min(snapshot_date)',
        }) }}
    from every
    where title is not null
    group by title, title_id_imdb
)

select * from final
