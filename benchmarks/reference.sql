-- The yardstick: the tables of gold as a plain DuckDB script builds them.
--
-- Reads imdb/*.tsv.gz and writes gold/<table>.parquet, both below the working folder. Nothing is
-- checked, recorded, compared with an earlier build or published. The variable as_of is the day
-- that the files stand for.

create macro imdb_number(id) as cast(substr(id, 3) as bigint);
create macro decade_of(year) as cast(floor(year / 10) * 10 as smallint);
create macro ratio(part, whole) as cast(part as double) / nullif(cast(whole as double), 0);

-- star

copy (
    select
        cast(strftime(day, '%Y%m%d') as integer) as date_key,
        cast(day as date) as calendar_date,
        cast(year(day) as smallint) as calendar_year,
        cast(quarter(day) as smallint) as calendar_quarter,
        cast(month(day) as smallint) as calendar_month,
        cast(day(day) as smallint) as day_of_month,
        decade_of(year(day)) as decade
    from generate_series(date '1870-01-01', date '2039-12-31', interval 1 day) as days (day)
    order by date_key
) to 'gold/dim_date.parquet' (format parquet, compression zstd);

copy (
    select
        imdb_number(tconst) as title_key,
        tconst as title_id_imdb,
        cast(null as bigint) as title_id_tmdb_movie,
        cast(null as bigint) as title_id_tmdb_tv,
        cast(null as varchar) as title_id_wikidata,
        titleType as title_type,
        false as is_anime,
        'imdb' as described_by,
        primaryTitle as primary_title,
        originalTitle as original_title,
        isAdult = '1' as is_adult,
        startYear as start_year,
        endYear as end_year,
        runtimeMinutes as runtime_minutes,
        genres,
        getvariable('as_of') as valid_from,
        cast(null as date) as valid_to,
        true as is_current
    from read_csv(
        'imdb/title.basics.tsv.gz', delim = '\t', quote = '', escape = '', nullstr = '\N',
        new_line = '\n', header = true, auto_detect = false, columns = {
            'tconst': 'varchar', 'titleType': 'varchar', 'primaryTitle': 'varchar',
            'originalTitle': 'varchar', 'isAdult': 'varchar', 'startYear': 'smallint',
            'endYear': 'smallint', 'runtimeMinutes': 'integer', 'genres': 'varchar'
        }
    )
    order by title_key
) to 'gold/dim_title.parquet' (format parquet, compression zstd);

copy (
    select
        imdb_number(nconst) as person_key,
        nconst as person_id_imdb,
        primaryName as person_name,
        birthYear as birth_year,
        deathYear as death_year,
        primaryProfession as professions,
        knownForTitles as known_for_title_ids_imdb
    from read_csv(
        'imdb/name.basics.tsv.gz', delim = '\t', quote = '', escape = '', nullstr = '\N',
        new_line = '\n', header = true, auto_detect = false, columns = {
            'nconst': 'varchar', 'primaryName': 'varchar', 'birthYear': 'smallint',
            'deathYear': 'smallint', 'primaryProfession': 'varchar', 'knownForTitles': 'varchar'
        }
    )
    order by person_key
) to 'gold/dim_person.parquet' (format parquet, compression zstd);

copy (
    select
        imdb_number(titleId) as title_key,
        ordering as aka_ordering,
        title,
        region,
        language,
        types,
        attributes,
        isOriginalTitle = '1' as is_original_title
    from read_csv(
        'imdb/title.akas.tsv.gz', delim = '\t', quote = '', escape = '', nullstr = '\N',
        new_line = '\n', header = true, auto_detect = false, columns = {
            'titleId': 'varchar', 'ordering': 'integer', 'title': 'varchar', 'region': 'varchar',
            'language': 'varchar', 'types': 'varchar', 'attributes': 'varchar',
            'isOriginalTitle': 'varchar'
        }
    )
    order by title_key, aka_ordering
) to 'gold/dim_title_aka.parquet' (format parquet, compression zstd);

copy (
    select
        imdb_number(tconst) as title_key,
        imdb_number(parentTconst) as series_title_key,
        seasonNumber as season_number,
        episodeNumber as episode_number
    from read_csv(
        'imdb/title.episode.tsv.gz', delim = '\t', quote = '', escape = '', nullstr = '\N',
        new_line = '\n', header = true, auto_detect = false, columns = {
            'tconst': 'varchar', 'parentTconst': 'varchar', 'seasonNumber': 'integer',
            'episodeNumber': 'integer'
        }
    )
    order by title_key
) to 'gold/fact_episode.parquet' (format parquet, compression zstd);

copy (
    select
        imdb_number(tconst) as title_key,
        ordering as credit_ordering,
        imdb_number(nconst) as person_key,
        category,
        job,
        characters
    from read_csv(
        'imdb/title.principals.tsv.gz', delim = '\t', quote = '', escape = '', nullstr = '\N',
        new_line = '\n', header = true, auto_detect = false, columns = {
            'tconst': 'varchar', 'ordering': 'integer', 'nconst': 'varchar', 'category': 'varchar',
            'job': 'varchar', 'characters': 'varchar'
        }
    )
    order by title_key, credit_ordering
) to 'gold/fact_credit.parquet' (format parquet, compression zstd);

copy (
    with crew as (
        select imdb_number(tconst) as title_key, directors, writers
        from read_csv(
            'imdb/title.crew.tsv.gz', delim = '\t', quote = '', escape = '', nullstr = '\N',
            new_line = '\n', header = true, auto_detect = false, columns = {
                'tconst': 'varchar', 'directors': 'varchar', 'writers': 'varchar'
            }
        )
    ),
    roles as (
        unpivot crew on directors as director, writers as writer into name crew_role value people
    ),
    lists as (
        select title_key, crew_role, string_split(people, ',') as people from roles
    )
    select
        title_key,
        crew_role,
        cast(generate_subscripts(people, 1) as integer) as crew_ordering,
        imdb_number(unnest(people)) as person_key
    from lists
    order by title_key, crew_role, crew_ordering
) to 'gold/bridge_title_crew.parquet' (format parquet, compression zstd);

copy (
    select
        person_key,
        unnest(professions) as profession,
        cast(generate_subscripts(professions, 1) as smallint) as profession_position
    from (
        select person_key, string_split(professions, ',') as professions
        from 'gold/dim_person.parquet'
        where professions is not null
    )
    order by person_key, profession_position
) to 'gold/bridge_person_profession.parquet' (format parquet, compression zstd);

copy (
    select distinct cast('0x' || substr(md5(genre), 1, 15) as bigint) as genre_key, genre
    from (
        select unnest(string_split(genres, ',')) as genre
        from (select distinct genres from 'gold/dim_title.parquet')
    )
    order by genre
) to 'gold/dim_genre.parquet' (format parquet, compression zstd);

copy (
    select entries.title_key, genres.genre_key, cast(entries.position as smallint) as genre_position
    from (
        select
            title_key,
            unnest(string_split(genres, ',')) as genre,
            generate_subscripts(string_split(genres, ','), 1) as position
        from 'gold/dim_title.parquet'
        where genres is not null
    ) as entries
    inner join 'gold/dim_genre.parquet' as genres on entries.genre = genres.genre
    order by entries.title_key, genre_position
) to 'gold/bridge_title_genre.parquet' (format parquet, compression zstd);

create temp table ratings as
select
    ratings.tconst_number as title_key,
    coalesce(titles.title_type, 'unknown') as title_type,
    ratings.averageRating as average_rating,
    ratings.numVotes as vote_count
from (
    select imdb_number(tconst) as tconst_number, averageRating, numVotes
    from read_csv(
        'imdb/title.ratings.tsv.gz', delim = '\t', quote = '', escape = '', nullstr = '\N',
        new_line = '\n', header = true, auto_detect = false, columns = {
            'tconst': 'varchar', 'averageRating': 'decimal(3, 1)', 'numVotes': 'integer'
        }
    )
) as ratings
left join 'gold/dim_title.parquet' as titles on ratings.tconst_number = titles.title_key;

copy (
    select
        getvariable('as_of') as snapshot_date,
        title_type,
        count(*) as rated_title_count,
        avg(average_rating) as prior_rating,
        cast(quantile_cont(vote_count, 0.9) as double) as prior_vote_count
    from ratings
    group by title_type
    order by title_type
) to 'gold/dim_rating_prior.parquet' (format parquet, compression zstd);

copy (
    select
        ratings.title_key,
        getvariable('as_of') as snapshot_date,
        ratings.average_rating,
        ratings.vote_count,
        (
            ratings.vote_count * cast(ratings.average_rating as double)
            + priors.prior_vote_count * priors.prior_rating
        ) / (ratings.vote_count + priors.prior_vote_count) as weighted_rating,
        true as is_latest
    from ratings
    inner join 'gold/dim_rating_prior.parquet' as priors on ratings.title_type = priors.title_type
    order by ratings.title_key
) to 'gold/fact_rating_snapshot.parquet' (format parquet, compression zstd);

-- marts; a title with its rating, if it has one, is what most of them start from

create temp table rated as
select
    titles.title_key,
    titles.title_id_imdb,
    titles.primary_title,
    titles.title_type,
    titles.is_adult,
    titles.start_year,
    decade_of(titles.start_year) as decade,
    titles.runtime_minutes,
    titles.genres,
    ratings.average_rating,
    ratings.vote_count,
    ratings.weighted_rating
from 'gold/fact_rating_snapshot.parquet' as ratings
inner join 'gold/dim_title.parquet' as titles on ratings.title_key = titles.title_key;

copy (
    select
        *,
        cast(row_number() over (
            partition by title_type
            order by weighted_rating desc, vote_count desc, title_key
        ) as integer) as rank_in_type,
        case when decade is not null then cast(row_number() over (
            partition by title_type, decade
            order by weighted_rating desc, vote_count desc, title_key
        ) as integer) end as rank_in_type_decade
    from rated
    order by title_type, rank_in_type
) to 'gold/mart_content_performance.parquet' (format parquet, compression zstd);

copy (
    with performance as (
        select * from 'gold/mart_content_performance.parquet'
    ),
    genre_ranks as (
        select
            genres.genre,
            entries.title_key,
            row_number() over (
                partition by performance.title_type, genres.genre
                order by performance.rank_in_type
            ) as rank
        from 'gold/bridge_title_genre.parquet' as entries
        inner join 'gold/dim_genre.parquet' as genres on entries.genre_key = genres.genre_key
        inner join performance on entries.title_key = performance.title_key
        qualify rank <= 100
    ),
    places as (
        select 'type' as scope, null as decade, null as genre, rank_in_type as rank, title_key
        from performance
        where rank_in_type <= 100
        union all
        select 'type and decade', decade, null, rank_in_type_decade, title_key
        from performance
        where rank_in_type_decade <= 100
        union all
        select 'type and genre', null, genre, rank, title_key
        from genre_ranks
    )
    select
        places.scope,
        performance.title_type,
        cast(places.decade as smallint) as decade,
        places.genre,
        cast(places.rank as integer) as rank_in_scope,
        performance.title_key,
        performance.title_id_imdb,
        performance.primary_title,
        performance.start_year,
        performance.average_rating,
        performance.vote_count,
        performance.weighted_rating
    from places
    inner join performance on places.title_key = performance.title_key
    order by scope, performance.title_type, places.decade, genre, rank_in_scope
) to 'gold/mart_content_top.parquet' (format parquet, compression zstd);

copy (
    with buckets as (
        select
            coalesce(title_type, 'all') as title_type,
            cast(least(floor(average_rating * 2) / 2, 9.5) as decimal(3, 1)) as bucket,
            count(*) as title_count,
            cast(sum(vote_count) as bigint) as vote_count
        from rated
        group by grouping sets ((title_type, bucket), (bucket))
    )
    select
        title_type,
        bucket as bucket_from_rating,
        cast(bucket + 0.5 as decimal(3, 1)) as bucket_to_rating,
        title_count,
        ratio(title_count, sum(title_count) over (partition by title_type)) as title_share_rate,
        ratio(
            sum(title_count) over (partition by title_type order by bucket),
            sum(title_count) over (partition by title_type)
        ) as cumulative_title_share_rate,
        vote_count
    from buckets
    order by title_type, bucket_from_rating
) to 'gold/mart_rating_distribution.parquet' (format parquet, compression zstd);

-- few combinations of type, year and genres occur; sums over them feed all marts of sums
copy (
    select
        titles.title_type,
        titles.start_year,
        titles.genres,
        count(*) as title_count,
        count(rated.title_key) as rated_title_count,
        cast(coalesce(sum(rated.vote_count), 0) as bigint) as vote_count,
        cast(coalesce(sum(rated.average_rating), 0) as decimal(18, 1)) as average_rating_sum,
        cast(coalesce(sum(rated.average_rating * rated.vote_count), 0) as decimal(18, 1))
            as average_rating_by_votes_sum,
        cast(coalesce(sum(cast(rated.weighted_rating as decimal(12, 9))), 0) as decimal(18, 9))
            as weighted_rating_sum
    from 'gold/dim_title.parquet' as titles
    left join rated on titles.title_key = rated.title_key
    group by all
    order by titles.title_type, titles.start_year, titles.genres
) to 'gold/mart_title_mix.parquet' (format parquet, compression zstd);

create temp table title_mix as
select *, decade_of(start_year) as decade from 'gold/mart_title_mix.parquet';

copy (
    with types_and_all as (
        select
            coalesce(title_type, 'all') as title_type,
            genres,
            sum(title_count) as title_count,
            sum(rated_title_count) as rated_title_count,
            sum(vote_count) as vote_count,
            sum(average_rating_sum) as average_rating_sum,
            sum(average_rating_by_votes_sum) as average_rating_by_votes_sum,
            sum(weighted_rating_sum) as weighted_rating_sum
        from title_mix
        group by grouping sets ((title_type, genres), (genres))
    ),
    type_totals as (
        select title_type, sum(title_count) as type_title_count
        from types_and_all
        group by title_type
    ),
    entries as (
        select * exclude (genres), unnest(string_split(genres, ',')) as genre from types_and_all
    )
    select
        any_value(genres.genre_key) as genre_key,
        entries.genre,
        entries.title_type,
        cast(sum(entries.title_count) as bigint) as title_count,
        ratio(sum(entries.title_count), any_value(type_totals.type_title_count)) as title_share_rate,
        cast(sum(entries.rated_title_count) as bigint) as rated_title_count,
        cast(sum(entries.vote_count) as bigint) as vote_count,
        ratio(sum(entries.average_rating_sum), sum(entries.rated_title_count)) as mean_average_rating,
        ratio(sum(entries.average_rating_by_votes_sum), sum(entries.vote_count))
            as vote_weighted_average_rating,
        ratio(sum(entries.weighted_rating_sum), sum(entries.rated_title_count)) as mean_weighted_rating
    from entries
    inner join 'gold/dim_genre.parquet' as genres on entries.genre = genres.genre
    inner join type_totals on entries.title_type = type_totals.title_type
    group by entries.genre, entries.title_type
    order by entries.genre, entries.title_type
) to 'gold/mart_genre_performance.parquet' (format parquet, compression zstd);

copy (
    with decades as (
        select decade, sum(title_count) as decade_title_count
        from title_mix
        where decade is not null
        group by decade
    ),
    totals as (
        select
            decade,
            genre,
            sum(title_count) as title_count,
            sum(rated_title_count) as rated_title_count,
            sum(vote_count) as vote_count,
            sum(average_rating_sum) as average_rating_sum,
            sum(weighted_rating_sum) as weighted_rating_sum
        from (select *, unnest(string_split(genres, ',')) as genre from title_mix)
        where decade is not null
        group by decade, genre
    ),
    shares as (
        select
            genres.genre_key,
            genres.genre,
            decades.decade,
            cast(coalesce(totals.title_count, 0) as bigint) as title_count,
            ratio(coalesce(totals.title_count, 0), decades.decade_title_count) as title_share_rate,
            cast(coalesce(totals.rated_title_count, 0) as bigint) as rated_title_count,
            cast(coalesce(totals.vote_count, 0) as bigint) as vote_count,
            ratio(totals.average_rating_sum, totals.rated_title_count) as mean_average_rating,
            ratio(totals.weighted_rating_sum, totals.rated_title_count) as mean_weighted_rating
        from 'gold/dim_genre.parquet' as genres
        cross join decades
        left join totals on genres.genre = totals.genre and decades.decade = totals.decade
    )
    select
        shares.genre_key,
        shares.genre,
        shares.decade,
        shares.title_count,
        shares.title_share_rate,
        shares.title_share_rate - before.title_share_rate as title_share_change_rate,
        shares.rated_title_count,
        shares.vote_count,
        shares.mean_average_rating,
        shares.mean_weighted_rating
    from shares
    left join shares as before
        on shares.genre = before.genre and shares.decade - 10 = before.decade
    order by shares.genre, shares.decade
) to 'gold/mart_genre_decade.parquet' (format parquet, compression zstd);

copy (
    select
        coalesce(title_type, 'all') as title_type,
        start_year,
        cast(sum(title_count) as bigint) as title_count,
        cast(sum(rated_title_count) as bigint) as rated_title_count,
        cast(sum(vote_count) as bigint) as vote_count,
        ratio(sum(average_rating_sum), sum(rated_title_count)) as mean_average_rating,
        ratio(sum(average_rating_by_votes_sum), sum(vote_count)) as vote_weighted_average_rating,
        ratio(sum(weighted_rating_sum), sum(rated_title_count)) as mean_weighted_rating
    from title_mix
    where start_year is not null
    group by grouping sets ((title_type, start_year), (start_year))
    order by all
) to 'gold/mart_production_year.parquet' (format parquet, compression zstd);

copy (
    with figures as (
        select
            coalesce(title_type, 'all') as title_type,
            decade,
            cast(sum(title_count) as bigint) as title_count,
            cast(sum(rated_title_count) as bigint) as rated_title_count,
            cast(sum(vote_count) as bigint) as vote_count,
            ratio(sum(average_rating_sum), sum(rated_title_count)) as mean_average_rating,
            ratio(sum(average_rating_by_votes_sum), sum(vote_count)) as vote_weighted_average_rating,
            ratio(sum(weighted_rating_sum), sum(rated_title_count)) as mean_weighted_rating
        from title_mix
        where decade is not null
        group by grouping sets ((title_type, decade), (decade))
    )
    select
        figures.*,
        figures.title_count - before.title_count as title_change_count,
        100 * ratio(figures.title_count - before.title_count, before.title_count)
            as title_change_pct,
        figures.mean_weighted_rating - before.mean_weighted_rating as mean_weighted_rating_change
    from figures
    left join figures as before
        on figures.title_type = before.title_type and figures.decade - 10 = before.decade
    order by figures.title_type, figures.decade
) to 'gold/mart_production_decade.parquet' (format parquet, compression zstd);

-- credits in anything but episodes
create temp table title_credits as
select credits.person_key, credits.title_key, credits.category
from 'gold/fact_credit.parquet' as credits
semi join (
    select title_key from 'gold/dim_title.parquet' where title_type <> 'tvEpisode'
) as titles on credits.title_key = titles.title_key;

copy (
    with category_counts as (
        select person_key, category, count(*) as credit_count
        from title_credits
        group by person_key, category
    ),
    categories as (
        select category, row_number() over (order by category) as number
        from (select distinct category from category_counts)
    ),
    main_categories as (
        select
            person_key,
            cast(sum(credit_count) as bigint) as credit_count,
            -- the most frequent category, of equal ones the first by name
            999 - max(credit_count * 1000 + 999 - number) % 1000 as number
        from category_counts
        inner join categories on category_counts.category = categories.category
        group by person_key
    ),
    careers as (
        select
            worked_on.person_key,
            count(*) as title_count,
            count(rated.title_key) as rated_title_count,
            min(titles.start_year) as first_title_year,
            max(titles.start_year) as last_title_year,
            cast(coalesce(sum(rated.vote_count), 0) as bigint) as vote_count,
            sum(cast(rated.weighted_rating as decimal(12, 9))) as weighted_sum
        from (select distinct person_key, title_key from title_credits) as worked_on
        inner join 'gold/dim_title.parquet' as titles on worked_on.title_key = titles.title_key
        left join rated on worked_on.title_key = rated.title_key
        group by worked_on.person_key
    ),
    ranks as (
        select
            title_count,
            cast(1 + sum(count(*)) over (order by title_count desc) - count(*) as bigint) as rank
        from careers
        group by title_count
    )
    select
        careers.person_key,
        people.person_name,
        people.birth_year,
        people.death_year,
        categories.category as main_category,
        main_categories.credit_count,
        careers.title_count,
        careers.rated_title_count,
        careers.first_title_year,
        careers.last_title_year,
        cast(last_title_year - first_title_year + 1 as smallint) as career_year_count,
        careers.vote_count,
        ratio(careers.weighted_sum, careers.rated_title_count) as mean_weighted_rating,
        ranks.rank as prolific_rank
    from careers
    inner join main_categories on careers.person_key = main_categories.person_key
    inner join categories on main_categories.number = categories.number
    inner join ranks on careers.title_count = ranks.title_count
    left join 'gold/dim_person.parquet' as people on careers.person_key = people.person_key
    order by careers.person_key
) to 'gold/mart_talent.parquet' (format parquet, compression zstd);

copy (
    with talent as (
        select person_key, person_name, title_count, prolific_rank
        from 'gold/mart_talent.parquet'
    ),
    most_prolific as (
        select person_key from talent order by prolific_rank, person_key limit 1000
    ),
    their_titles as (
        select distinct title_credits.person_key, title_credits.title_key
        from title_credits
        semi join most_prolific on title_credits.person_key = most_prolific.person_key
    ),
    colleagues as (
        select distinct title_credits.person_key, title_credits.title_key
        from title_credits
        semi join their_titles on title_credits.title_key = their_titles.title_key
    ),
    pairs as (
        select
            theirs.person_key,
            colleagues.person_key as co_worker_person_key,
            count(*) as shared_title_count
        from their_titles as theirs
        inner join colleagues on theirs.title_key = colleagues.title_key
        where theirs.person_key <> colleagues.person_key
        group by theirs.person_key, colleagues.person_key
        having count(*) > 1
    ),
    closest as (
        select
            *,
            row_number() over (
                partition by person_key order by shared_title_count desc, co_worker_person_key
            ) as rank
        from pairs
        qualify rank <= 10
    )
    select
        closest.person_key,
        people.person_name,
        closest.co_worker_person_key,
        co_workers.person_name as co_worker_name,
        cast(closest.rank as smallint) as co_worker_rank,
        closest.shared_title_count,
        ratio(closest.shared_title_count, people.title_count) as shared_title_rate
    from closest
    inner join talent as people on closest.person_key = people.person_key
    inner join talent as co_workers on closest.co_worker_person_key = co_workers.person_key
    order by closest.person_key, co_worker_rank
) to 'gold/mart_co_workers.parquet' (format parquet, compression zstd);

-- how the votes are spread over titles

copy (
    with amounts as (
        select
            title_key,
            case
                when title_type in ('movie', 'tvMovie', 'tvSpecial', 'video', 'short', 'tvShort')
                    then 'film'
                when title_type in ('tvSeries', 'tvMiniSeries', 'tvPilot') then 'series'
            end as content_kind,
            vote_count
        from rated
    ),
    of_genres as (
        select amounts.content_kind, genres.genre, amounts.vote_count
        from amounts
        inner join 'gold/bridge_title_genre.parquet' as entries
            on amounts.title_key = entries.title_key
        inner join 'gold/dim_genre.parquet' as genres on entries.genre_key = genres.genre_key
        where amounts.content_kind is not null
        union all
        select content_kind, 'all', vote_count
        from amounts
        where content_kind is not null
    ),
    places as (
        select
            *,
            row_number() over (partition by content_kind, genre order by vote_count desc) as place,
            count(*) over (partition by content_kind, genre) as title_count
        from of_genres
    )
    select
        'imdb_votes' as measure,
        'to date' as period,
        content_kind,
        genre,
        count(*) as title_count,
        cast(sum(vote_count) as bigint) as amount,
        ratio(
            sum(cast(title_count + 1 - 2 * place as hugeint) * vote_count), count(*) * sum(vote_count)
        ) as gini,
        ratio(sum(vote_count) filter (place <= ceil(title_count * 0.01)), sum(vote_count))
            as top_1_pct_share_rate,
        ratio(sum(vote_count) filter (place <= ceil(title_count * 0.05)), sum(vote_count))
            as top_5_pct_share_rate,
        ratio(sum(vote_count) filter (place <= ceil(title_count * 0.10)), sum(vote_count))
            as top_10_pct_share_rate,
        ratio(sum(vote_count) filter (place <= ceil(title_count * 0.20)), sum(vote_count))
            as top_20_pct_share_rate
    from places
    group by content_kind, genre
    order by content_kind, genre
) to 'gold/mart_concentration.parquet' (format parquet, compression zstd);

-- what models learn from: of one delivery, what was seen first is also what was seen last

create temp table releases as
select
    *,
    case
        when title_type in ('movie', 'tvMovie') then 'film'
        when title_type in ('tvSeries', 'tvMiniSeries') then 'series'
    end as content_kind
from 'gold/dim_title.parquet'
where
    title_type in ('movie', 'tvMovie', 'tvSeries', 'tvMiniSeries')
    and not is_adult
    and start_year is not null;

copy (
    with ranked as (
        select
            releases.title_key,
            releases.content_kind,
            releases.start_year,
            ratings.vote_count,
            ratings.weighted_rating,
            percent_rank() over (
                partition by releases.content_kind, releases.start_year
                order by ratings.vote_count, releases.title_key
            ) as votes_rank_rate
        from 'gold/fact_rating_snapshot.parquet' as ratings
        inner join releases on ratings.title_key = releases.title_key
        where ratings.vote_count >= 100
    ),
    looks as (
        select
            unnest([getvariable('as_of') - 1, getvariable('as_of')]) as as_of_date,
            unnest([true, false]) as is_backfill
    )
    select
        ranked.title_key,
        looks.as_of_date,
        looks.is_backfill,
        not looks.is_backfill as is_latest,
        ranked.content_kind,
        ranked.start_year as release_year,
        'imdb' as vote_source,
        ranked.vote_count,
        ranked.weighted_rating as rating,
        cast(null as bigint) as gross_usd,
        ranked.votes_rank_rate,
        ranked.votes_rank_rate >= 0.75 as is_hit
    from ranked
    cross join looks
    order by ranked.title_key, looks.as_of_date
) to 'gold/fact_title_standing.parquet' (format parquet, compression zstd);

copy (
    with decided as (
        select
            *,
            least(make_date(start_year, 1, 1) - 1, getvariable('as_of')) as known_at
        from releases
        where
            title_key in (select title_key from 'gold/fact_title_standing.parquet')
            or start_year >= year(getvariable('as_of')) - 1
    )
    select
        title_key,
        content_kind,
        title_type,
        start_year as release_year,
        cast(null as date) as release_date,
        known_at,
        case when known_at = getvariable('as_of') then known_at else getvariable('as_of') - 1 end
            as as_of_date,
        known_at < getvariable('as_of') as is_as_of_today,
        cast(least(year(known_at + 1), start_year) as smallint) as before_year,
        is_anime,
        genres,
        primary_title <> original_title as is_titled_otherwise,
        runtime_minutes,
        cast(null as bigint) as budget_usd,
        cast(null as varchar) as original_language,
        cast(null as varchar) as country,
        cast(null as boolean) as is_franchise,
        false as has_details
    from decided
    order by title_key
) to 'gold/feature_title_decision.parquet' (format parquet, compression zstd);

copy (
    with titles as (
        select title_key from 'gold/feature_title_decision.parquet'
    )
    select title_key, crew_role as maker_kind, person_key as maker_key
    from 'gold/bridge_title_crew.parquet'
    where title_key in (from titles)
    union
    select
        title_key,
        case when category in ('director', 'writer') then category else 'cast' end,
        person_key
    from 'gold/fact_credit.parquet'
    where
        category in ('actor', 'actress', 'self', 'director', 'writer')
        and title_key in (from titles)
    order by title_key, maker_kind, maker_key
) to 'gold/bridge_title_maker.parquet' (format parquet, compression zstd);

copy (
    with works as (
        select
            makers.maker_kind,
            makers.maker_key,
            standings.as_of_date,
            standings.release_year,
            count(*) as title_count,
            sum(cast(standings.votes_rank_rate as decimal(12, 9))) as rank_sum,
            sum(cast(standings.rating as decimal(12, 9))) as rating_sum,
            count(*) filter (standings.is_hit) as hit_count
        from 'gold/fact_title_standing.parquet' as standings
        inner join 'gold/bridge_title_maker.parquet' as makers
            on standings.title_key = makers.title_key
        group by all
    ),
    wanted as (
        select makers.maker_kind, makers.maker_key, decisions.as_of_date, decisions.before_year
        from 'gold/feature_title_decision.parquet' as decisions
        inner join 'gold/bridge_title_maker.parquet' as makers
            on decisions.title_key = makers.title_key
        union
        select distinct maker_kind, maker_key, as_of_date, cast(9999 as smallint)
        from works
        where as_of_date = getvariable('as_of')
    )
    select
        wanted.maker_kind,
        wanted.maker_key,
        wanted.as_of_date,
        wanted.before_year,
        cast(sum(works.title_count) as bigint) as title_count,
        max(works.release_year) as last_year,
        cast(sum(works.rank_sum) as double) as votes_rank_sum,
        cast(sum(works.rating_sum) as double) as rating_sum,
        cast(sum(works.hit_count) as bigint) as hit_count,
        cast(0 as bigint) as gross_count,
        cast(null as double) as log_gross_sum
    from wanted
    inner join works
        on
            wanted.maker_kind = works.maker_kind
            and wanted.maker_key = works.maker_key
            and wanted.as_of_date = works.as_of_date
            and works.release_year < wanted.before_year
    group by wanted.maker_kind, wanted.maker_key, wanted.as_of_date, wanted.before_year
    order by wanted.maker_kind, wanted.maker_key, wanted.as_of_date, wanted.before_year
) to 'gold/feature_maker_past.parquet' (format parquet, compression zstd);

copy (
    with past_of_kinds as (
        select
            makers.title_key,
            makers.maker_kind,
            count(*) as maker_count,
            max(pasts.last_year) as last_year,
            cast(coalesce(sum(pasts.title_count), 0) as bigint) as title_count,
            sum(cast(pasts.votes_rank_sum as decimal(30, 10))) as rank_sum,
            max(pasts.votes_rank_sum / pasts.title_count) as best_rank_rate,
            sum(cast(pasts.rating_sum as decimal(30, 10))) as rating_sum,
            sum(pasts.hit_count) as hit_count
        from 'gold/bridge_title_maker.parquet' as makers
        inner join 'gold/feature_title_decision.parquet' as decisions
            on makers.title_key = decisions.title_key
        left join 'gold/feature_maker_past.parquet' as pasts
            on
                makers.maker_kind = pasts.maker_kind
                and makers.maker_key = pasts.maker_key
                and decisions.as_of_date = pasts.as_of_date
                and decisions.before_year = pasts.before_year
        group by makers.title_key, makers.maker_kind
    ),
    rates as (
        select
            title_key,
            maker_kind,
            maker_count,
            last_year,
            title_count,
            ratio(rank_sum, title_count) as rank_rate,
            best_rank_rate,
            ratio(rating_sum, title_count) as rating,
            ratio(hit_count, title_count) as hit_rate
        from past_of_kinds
    ),
    past as (
        select
            title_key,
            max(last_year) as last_year,
            any_value(rates) filter (maker_kind = 'director') as director,
            any_value(rates) filter (maker_kind = 'writer') as writer,
            any_value(rates) filter (maker_kind = 'cast') as actor
        from rates
        group by title_key
    )
    select
        decisions.title_key,
        decisions.known_at,
        greatest(
            make_date(past.last_year, 12, 31),
            case
                when not decisions.is_as_of_today and past.last_year is not null
                    then decisions.as_of_date
            end
        ) as latest_source_date,
        decisions.is_as_of_today,
        decisions.content_kind,
        decisions.title_type,
        decisions.release_year,
        decisions.release_date,
        cast(null as smallint) as release_month,
        decisions.is_anime,
        decisions.genres,
        decisions.is_titled_otherwise,
        decisions.runtime_minutes,
        decisions.budget_usd,
        decisions.original_language,
        decisions.country,
        decisions.is_franchise,
        decisions.has_details,
        coalesce(director.maker_count, 0) as director_count,
        coalesce(director.title_count, 0) as director_past_title_count,
        director.rank_rate as director_past_votes_rank_rate,
        director.best_rank_rate as director_best_votes_rank_rate,
        director.rating as director_past_rating,
        director.hit_rate as director_past_hit_rate,
        cast(null as double) as director_past_gross_usd,
        coalesce(writer.maker_count, 0) as writer_count,
        coalesce(writer.title_count, 0) as writer_past_title_count,
        writer.rank_rate as writer_past_votes_rank_rate,
        writer.best_rank_rate as writer_best_votes_rank_rate,
        writer.rating as writer_past_rating,
        writer.hit_rate as writer_past_hit_rate,
        cast(null as double) as writer_past_gross_usd,
        coalesce(actor.maker_count, 0) as cast_count,
        coalesce(actor.title_count, 0) as cast_past_title_count,
        actor.rank_rate as cast_past_votes_rank_rate,
        actor.best_rank_rate as cast_best_votes_rank_rate,
        actor.rating as cast_past_rating,
        actor.hit_rate as cast_past_hit_rate,
        cast(null as double) as cast_past_gross_usd,
        cast(0 as bigint) as company_count,
        cast(0 as bigint) as company_past_title_count,
        cast(null as double) as company_past_votes_rank_rate,
        cast(null as double) as company_best_votes_rank_rate,
        cast(null as double) as company_past_rating,
        cast(null as double) as company_past_hit_rate,
        cast(null as double) as company_past_gross_usd,
        cast(0 as bigint) as franchise_count,
        cast(0 as bigint) as franchise_past_title_count,
        cast(null as double) as franchise_past_votes_rank_rate,
        cast(null as double) as franchise_best_votes_rank_rate,
        cast(null as double) as franchise_past_rating,
        cast(null as double) as franchise_past_hit_rate,
        cast(null as double) as franchise_past_gross_usd,
        cast(null as bigint) as trailer_view_count
    from 'gold/feature_title_decision.parquet' as decisions
    left join past on decisions.title_key = past.title_key
    order by decisions.title_key
) to 'gold/feature_title_release.parquet' (format parquet, compression zstd);
