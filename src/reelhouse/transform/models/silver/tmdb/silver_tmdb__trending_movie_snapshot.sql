{{ tmdb_trending_snapshots('movie') }}
