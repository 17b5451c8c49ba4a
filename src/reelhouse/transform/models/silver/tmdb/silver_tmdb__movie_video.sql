{{ tmdb_videos('movie') }}
