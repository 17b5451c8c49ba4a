{{ tmdb_videos(source('tmdb', 'tv'), 'tv') }}
