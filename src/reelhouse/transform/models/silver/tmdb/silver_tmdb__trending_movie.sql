{{ tmdb_trending('movie') }}
