{# Figures that are derived from a provider's data are shown only where its terms allow that here. #}

{% macro may_derive(provider) -%}
(select max(case when may_derive then 1 else 0 end) from {{ source('build', 'terms') }} where source = '{{ provider }}') = 1
{%- endmacro %}

{# Whether models may be trained on a provider's data here. #}
{% macro may_train(provider) -%}
coalesce((select max(case when may_train then 1 else 0 end) from {{ source('build', 'terms') }} where source = '{{ provider }}'), 0) = 1
{%- endmacro %}

{# A figure derived from a provider's data; null where it must not be. #}
{% macro derived_from(provider, expression) -%}
case when {{ may_derive(provider) }} then {{ expression }} end
{%- endmacro %}

{# Why a derived figure is null; null itself where it may be derived. #}
{% macro reason_not_derived(provider, reason) -%}
case when coalesce({{ may_derive(provider) }}, false) then null else '{{ reason }}' end
{%- endmacro %}

{% macro derived_from_youtube(expression) -%}
{{ derived_from('youtube', expression) }}
{%- endmacro %}

{% macro reason_not_derived_from_youtube() -%}
{{ reason_not_derived('youtube', 'YouTube allows derived figures only after an accepted audit') }}
{%- endmacro %}
