{{ tmdb_languages('movie') }}
