{# One name for each platform, whatever the sources call it. #}

{# What a provider's name is compared by: letters, digits and the plus, lower case. #}
{% macro platform_word(provider_name) %}{{ replace_matches('lower(' ~ provider_name ~ ')', '[^a-z0-9+]+', "''") }}{% endmacro %}

{#
  The platform that a provider's name means. Plans with and without advertisements, and the shop of a
  service beside its subscription, are one platform: how a title is offered there is `offer_kind`.
  A channel inside another platform belongs to that one. A name that is not listed here is a platform
  of its own, named by its letters.
#}
{% macro platform_of(provider_name) -%}
{%- set word = platform_word(provider_name) -%}
case
        when {{ is_addon_channel(provider_name) }} then case when {{ word }} like '%amazon%' then 'prime' else 'apple' end
        when {{ word }} like 'netflix%' then 'netflix'
        when {{ word }} like 'disney%' then 'disney'
        when {{ word }} like 'hulu%' then 'hulu'
        when {{ word }} like 'amazonprime%' or {{ word }} in ('prime', 'primevideo', 'amazonvideo', 'amazon')
            then 'prime'
        when {{ word }} in ('max', 'hbo', 'hbomax') then 'hbomax'
        when {{ word }} like 'appletv%' or {{ word }} in ('apple', 'appleitunes', 'itunes') then 'apple'
        when {{ word }} like 'paramountplus%' or {{ word }} like 'paramount+%' then 'paramountplus'
        when {{ word }} like 'peacock%' then 'peacock'
        when {{ word }} like 'crunchyroll%' then 'crunchyroll'
        else {{ word }}
    end
{%- endmacro %}

{# Whether a provider is a channel that is paid for on top of another platform, as TMDB names them. #}
{% macro is_addon_channel(provider_name) -%}
({{ platform_word(provider_name) }} like '%amazonchannel' or {{ platform_word(provider_name) }} like '%onamazon' or {{ platform_word(provider_name) }} like '%appletvchannel')
{%- endmacro %}

{# Whether an offer costs nothing on top of being there: part of the subscription, free or with advertisements. #}
{% macro is_included(offer_kind) %}({{ offer_kind }} in ('subscription', 'free', 'ads')){% endmacro %}
