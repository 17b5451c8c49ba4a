{# Plain text out of the little HTML that posts are written in. #}

{# Every match of a pattern, replaced. #}
{% macro replace_matches(text, pattern, replacement) %}{{ return(adapter.dispatch('replace_matches')(text, pattern, replacement)) }}{% endmacro %}
{% macro duckdb__replace_matches(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', {{ replacement }}, 'g'){% endmacro %}
{% macro spark__replace_matches(text, pattern, replacement) %}regexp_replace({{ text }}, '{{ pattern }}', {{ replacement }}){% endmacro %}

{# Text without tags: paragraphs and breaks become new lines, and what was escaped is itself again. #}
{% macro html_text(html) %}
    {%- set lines = replace_matches(html, '<br[^>]*>|</p> *<p[^>]*>', 'chr(10)') -%}
    {%- set plain = replace_matches(lines, '<[^>]*>', "''") -%}
    replace(replace(replace(replace(replace(replace({{ plain }}, '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', chr(39)), '&nbsp;', ' '), '&amp;', '&')
{%- endmacro %}
