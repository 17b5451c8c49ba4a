{{ tmdb_trending_snapshots('tv') }}
