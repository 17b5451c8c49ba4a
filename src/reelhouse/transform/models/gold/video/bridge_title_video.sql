{{ config(
    materialized='computed',
    sort_by=['title_key', 'platform', 'video_id'],
    needs=['dim_video', 'tmdb', 'jikan', 'anilist']
) }}
-- reads {{ ref('bridge_title_source') }}
-- reads {{ ref('dim_title') }}
-- reads {{ ref('dim_genre') }}
-- reads {{ ref('fact_rating_snapshot') }}
-- reads {{ ref('dim_video') }}
-- reads {{ ref('silver_tmdb__movie_video') }}
-- reads {{ ref('silver_tmdb__tv_video') }}
-- reads {{ ref('silver_jikan__anime') }}
-- reads {{ ref('silver_anilist__anime') }}
