with fetches as (
    {{ every_fetch_of(source('jikan', 'anime_recommendations')) }}
)

{{ jikan_recommendations('fetches') }}
