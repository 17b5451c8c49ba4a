with newest as (
    {{ newest_of(source('jikan', 'anime_recommendations')) }}
)

{{ jikan_recommendations('newest') }}
