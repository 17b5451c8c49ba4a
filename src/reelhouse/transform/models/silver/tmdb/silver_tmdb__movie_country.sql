{{ tmdb_countries('movie') }}
