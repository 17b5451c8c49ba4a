{{ config(materialized='computed', sort_by=['platform', 'post_id']) }}
-- reads {{ ref('bridge_title_post') }}
-- reads {{ ref('fact_post') }}
-- reads {{ ref('silver_mastodon__post') }}
-- reads {{ ref('silver_bluesky__post') }}
-- reads {{ ref('silver_reddit__post') }}
-- reads {{ ref('silver_x__post') }}
