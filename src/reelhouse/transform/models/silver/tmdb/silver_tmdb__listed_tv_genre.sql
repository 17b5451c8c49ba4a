{{ tmdb_listed_genres(source('tmdb', 'listed_tv'), 'tv') }}
