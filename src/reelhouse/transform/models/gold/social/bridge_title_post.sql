{{ config(
    materialized='computed',
    sort_by=['title_key', 'platform', 'post_id'],
    needs=['fact_post']
) }}
-- reads {{ ref('bridge_title_source') }}
-- reads {{ ref('dim_title') }}
-- reads {{ ref('dim_genre') }}
-- reads {{ ref('fact_rating_snapshot') }}
-- reads {{ ref('fact_post') }}
-- reads {{ ref('bridge_post_hashtag') }}
-- reads {{ ref('silver_mastodon__post') }}
-- reads {{ ref('silver_bluesky__post') }}
-- reads {{ ref('silver_reddit__post') }}
-- reads {{ ref('silver_x__post') }}
