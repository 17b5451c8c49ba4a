{#
  The conformed key of a member: 60 bits of the HMAC-SHA256 (RFC 2104) of the id under the lake's
  secret, whose padded keys are the one row of `pads`. Who has gold but not the secret cannot find a
  member's id by trying all there may be.
#}
{% macro member_key(member_id, pads) %}{{ return(adapter.dispatch('member_key')(member_id, pads)) }}{% endmacro %}
{% macro duckdb__member_key(member_id, pads) -%}
cast('0x' || substr(sha256(
    (select outer_pad from {{ pads }}) || unhex(sha256((select inner_pad from {{ pads }}) || encode({{ member_id }})))
), 1, 15) as bigint)
{%- endmacro %}
{% macro spark__member_key(member_id, pads) -%}
cast(conv(substr(sha2(concat(
    (select outer_pad from {{ pads }}),
    unhex(sha2(concat((select inner_pad from {{ pads }}), encode({{ member_id }}, 'utf-8')), 256))
), 256), 1, 15), 16, 10) as bigint)
{%- endmacro %}
