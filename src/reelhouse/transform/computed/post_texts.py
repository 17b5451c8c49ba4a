"""The texts of posts, which stay in silver."""

POST_TEXTS = """
    select 'mastodon' as platform, post_id_mastodon as post_id, text from silver_mastodon__post
    union all
    select 'bluesky', post_id_bluesky, text from silver_bluesky__post
    union all
    select 'reddit', post_id_reddit, concat_ws(chr(10), title, nullif(text, title))
    from silver_reddit__post
    union all
    select 'x', post_id_x, text from silver_x__post
"""
"""SQL that gives platform, post_id and text; of Reddit the title with what stands below it."""
