{{ tmdb_keywords(source('tmdb', 'tv'), 'tv', 'keywords.results') }}
