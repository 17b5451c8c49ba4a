{{ tmdb_languages('tv') }}
