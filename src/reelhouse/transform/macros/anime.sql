{# How a group of anime is scored, and what can be said of it when it has few of them. #}

{# One-sided 95 %: the quantile of the normal distribution. #}
{% macro lower_bound_z() %}1.6448536269514722{% endmacro %}

{#
  CTEs that end with `scored_groups`: one row per source and `keys` of `relation`, which has a row
  for each anime in each of its groups with `source`, `score` and `member_count`.

  A mean of few scores is drawn towards the mean of all groups: the best linear predictor of a
  group's mean in the one-way random effects model, with the variance between groups t2 and within
  them s2 estimated by the method of moments (Searle, Casella & McCulloch, Variance Components,
  1992, ch. 3; as shrinkage: Efron & Morris 1975). With n scores of mean m, and w = n t2 / (n t2 + s2):
      predicted = mu + w (m - mu),  variance of the prediction = t2 s2 / (n t2 + s2).
#}
{% macro scored_groups_of(relation, keys) -%}
group_sums as (
    select
        source,
        {{ keys | join(', ') }},
        count(*) as anime_count,
        count(score) as scored_anime_count,
        {{ exact_sum('score') }} as score_sum,
        {{ exact_sum('score * score') }} as score_square_sum,
        sum(case when score >= 8 then 1 else 0 end) as high_score_count,
        sum(member_count) as member_count
    from {{ relation }}
    group by source, {{ keys | join(', ') }}
),

group_means as (
    select
        *,
        {{ ratio('score_sum', 'scored_anime_count') }} as mean_score,
        greatest(
            0,
            cast(score_square_sum as double)
            - {{ ratio('cast(score_sum as double) * cast(score_sum as double)', 'scored_anime_count') }}
        ) as square_deviation
    from group_sums
),

source_sums as (
    select
        source,
        count(*) as group_count,
        sum(scored_anime_count) as n,
        {{ exact_sum('square_deviation') }} as within_square,
        {{ exact_sum('score_sum * mean_score') }} as mean_square,
        {{ exact_sum('score_sum') }} as score_sum,
        sum(scored_anime_count * scored_anime_count) as n_square
    from group_means
    where scored_anime_count > 0
    group by source
),

variances_within as (
    select
        *,
        {{ ratio('within_square', 'n - group_count') }} as s2,
        cast(mean_square as double)
        - {{ ratio('cast(score_sum as double) * cast(score_sum as double)', 'n') }} as between_square
    from source_sums
),

variances as (
    select
        source,
        s2,
        greatest(
            0,
            (between_square - s2 * (group_count - 1))
            / nullif(cast(n as double) - {{ ratio('n_square', 'n') }}, 0)
        ) as t2
    from variances_within
),

weighted_means as (
    select
        variances.source,
        {{ ratio(
            exact_sum('group_means.scored_anime_count / (group_means.scored_anime_count * t2 + s2) * mean_score'),
            exact_sum('group_means.scored_anime_count / (group_means.scored_anime_count * t2 + s2)')
        ) }} as mu
    from group_means
    inner join variances on group_means.source = variances.source
    where group_means.scored_anime_count > 0 and variances.t2 + variances.s2 > 0
    group by variances.source
),

predicted_groups as (
    select
        group_means.*,
        case
            when group_means.scored_anime_count > 0
                then weighted_means.mu + (group_means.mean_score - weighted_means.mu)
                    * group_means.scored_anime_count * variances.t2
                    / (group_means.scored_anime_count * variances.t2 + variances.s2)
        end as predicted_score,
        sqrt(
            variances.t2 * variances.s2
            / (group_means.scored_anime_count * variances.t2 + variances.s2)
        ) as predicted_score_error
    from group_means
    left join variances
        on group_means.source = variances.source and variances.t2 + variances.s2 > 0
    left join weighted_means on group_means.source = weighted_means.source
),

scored_groups as (
    select
        source,
        {{ keys | join(', ') }},
        {{ whole('anime_count') }} as anime_count,
        {{ whole('scored_anime_count') }} as scored_anime_count,
        {{ whole('member_count') }} as member_count,
        mean_score,
        sqrt({{ ratio('square_deviation', 'greatest(scored_anime_count - 1, 0)') }}) as score_stddev,
        {{ ratio('high_score_count', 'scored_anime_count') }} as high_score_rate,
        predicted_score,
        predicted_score - {{ lower_bound_z() }} * predicted_score_error as predicted_score_low
    from predicted_groups
)
{%- endmacro %}

{# The columns of `scored_groups` that are figures. #}
{% macro score_figures() %}
  {{ return([
    'anime_count', 'scored_anime_count', 'member_count', 'mean_score', 'score_stddev',
    'high_score_rate', 'predicted_score', 'predicted_score_low',
  ]) }}
{% endmacro %}
