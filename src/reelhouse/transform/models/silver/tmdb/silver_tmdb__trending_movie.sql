with charts as (
    select * from {{ ref('silver_tmdb__trending_movie_snapshot') }}
),

newest as (
    select chart_window, max(load_id) as load_id
    from charts
    group by chart_window
)

select charts.*
from charts
inner join newest on charts.chart_window = newest.chart_window and charts.load_id = newest.load_id
