{# A parameter of the marts as the settings have it, as text; cast it where it is used. #}
{% macro mart_setting(name) -%}
(select setting_value from {{ source('build', 'mart_settings') }} where setting_name = '{{ name }}')
{%- endmacro %}
