{%- set words = {
    'Action': ['action', 'action & adventure', 'tv action & adventure', 'martial arts', 'super power'],
    'Adult': ['hentai', 'erotica'],
    'Adventure': ['adventure', 'action & adventure', 'tv action & adventure'],
    'Animation': ['animation', 'anime', 'anime series', 'anime features', 'adult animation', 'cartoons'],
    'Biography': ['biography'],
    'Comedy': ['comedy', 'comedies', 'tv comedies', 'stand-up comedy', 'stand up',
        'stand-up comedy & talk shows', 'sitcom', 'sketch comedy', 'gag humor', 'parody'],
    'Crime': ['crime', 'crime tv shows', 'organized crime'],
    'Documentary': ['documentary', 'documentaries', 'docuseries', 'science & nature tv'],
    'Drama': ['drama', 'dramas', 'tv dramas', 'soap'],
    'Family': ['family', 'kids', "kids' tv", 'children & family movies'],
    'Fantasy': ['fantasy', 'sci-fi & fantasy', 'tv sci-fi & fantasy', 'supernatural', 'isekai',
        'urban fantasy', 'mahou shoujo'],
    'Film-Noir': ['film-noir'],
    'Game-Show': ['game-show', 'game shows', 'game show / competition'],
    'History': ['history', 'historical'],
    'Horror': ['horror', 'horror movies', 'tv horror'],
    'Music': ['music', 'music & musicals'],
    'Musical': ['musical', 'music & musicals'],
    'Mystery': ['mystery', 'tv mysteries', 'detective'],
    'News': ['news'],
    'Reality-TV': ['reality-tv', 'reality', 'reality tv'],
    'Romance': ['romance', 'romantic movies', 'romantic tv shows', 'boys love', 'girls love'],
    'Sci-Fi': ['sci-fi', 'science fiction', 'sci-fi & fantasy', 'tv sci-fi & fantasy', 'mecha', 'space'],
    'Short': ['short'],
    'Sport': ['sport', 'sports', 'sports movies', 'team sports', 'combat sports'],
    'Talk-Show': ['talk-show', 'talk', 'stand-up comedy & talk shows', 'late night'],
    'Thriller': ['thriller', 'thrillers', 'tv thrillers', 'suspense'],
    'War': ['war', 'war & politics', 'military'],
    'Western': ['western'],
} -%}
with words as (
    {%- for genre, spellings in words.items() -%}
    {%- set last_genre = loop.last -%}
    {%- for spelling in spellings %}
    select '{{ spelling | replace("'", "''") }}' as word, '{{ genre }}' as genre
    {%- if not (last_genre and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

select * from words
