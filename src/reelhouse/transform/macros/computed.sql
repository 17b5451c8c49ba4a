{# A table that Python computes: it is there before dbt comes to it, which only tests it. #}
{% materialization computed, default %}
  {%- if load_relation(this) is none -%}
    {{ exceptions.raise_compiler_error(this.identifier ~ " is computed in Python, before its turn here") }}
  {%- endif -%}
  {% call statement('main') %}select 1{% endcall %}
  {{ return({'relations': [this]}) }}
{% endmaterialization %}
