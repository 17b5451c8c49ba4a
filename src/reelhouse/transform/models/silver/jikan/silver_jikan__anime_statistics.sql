with newest as (
    {{ newest_of(source('jikan', 'anime_statistics')) }}
)

{{ jikan_statistics('newest') }}
