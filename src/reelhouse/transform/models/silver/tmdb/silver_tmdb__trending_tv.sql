{{ tmdb_trending(ref('silver_tmdb__trending_tv_snapshot')) }}
