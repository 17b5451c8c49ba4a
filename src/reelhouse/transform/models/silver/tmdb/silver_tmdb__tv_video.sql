{{ tmdb_videos('tv') }}
