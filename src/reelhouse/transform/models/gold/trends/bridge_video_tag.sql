{{ config(sort_by=['platform', 'video_id', 'tag']) }}

with youtube as (
    select video_id_youtube, tag from {{ ref('silver_youtube__video_tag') }}
),

vimeo as (
    select video_id_vimeo, tag from {{ ref('silver_vimeo__video_tag') }}
),

-- a tag is the same in capitals and not
final as (
    select 'youtube' as platform, video_id_youtube as video_id, lower(trim(tag)) as tag from youtube
    union
    select 'vimeo', video_id_vimeo, lower(trim(tag)) from vimeo
)

select * from final
