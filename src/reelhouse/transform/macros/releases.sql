{# What the features of releases share. #}

{# What is released as a film or a series of its own; anything else, such as an episode or a short, has no kind here. #}
{% macro released_kind(title_type) -%}
case
        when {{ title_type }} in ('movie', 'tvMovie') then 'film'
        when {{ title_type }} in ('tvSeries', 'tvMiniSeries') then 'series'
    end
{%- endmacro %}

{# Who makes a title: people by what they do, the companies or networks behind it, and the films that it follows. #}
{% macro maker_kinds() %}{{ return(['director', 'writer', 'cast', 'company', 'franchise']) }}{% endmacro %}

{# The year that stands for all that is known now. #}
{% macro now_year() %}9999{% endmacro %}

{% macro last_day_of_year(year) -%}
make_date(cast({{ year }} as integer), 12, 31)
{%- endmacro %}
