{{ tmdb_videos(source('tmdb', 'movie'), 'movie') }}
