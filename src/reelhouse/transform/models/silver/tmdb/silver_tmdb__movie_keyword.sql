{{ tmdb_keywords(source('tmdb', 'movie'), 'movie', 'keywords.keywords') }}
