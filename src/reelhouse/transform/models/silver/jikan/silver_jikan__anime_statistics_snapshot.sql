with fetches as (
    {{ every_fetch_of(source('jikan', 'anime_statistics')) }}
)

{{ jikan_statistics('fetches') }}
