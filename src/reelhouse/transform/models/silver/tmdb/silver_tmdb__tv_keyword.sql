{{ tmdb_keywords('tv') }}
