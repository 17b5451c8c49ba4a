{{ tmdb_trending('tv') }}
