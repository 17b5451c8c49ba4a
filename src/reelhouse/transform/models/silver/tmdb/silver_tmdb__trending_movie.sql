{{ tmdb_trending(ref('silver_tmdb__trending_movie_snapshot')) }}
