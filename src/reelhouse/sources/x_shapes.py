"""What posts and users of X have, under its present names and its former ones."""

from __future__ import annotations

POST_FIELDS = {
    "id": "string",
    "text": "string",
    "author_id": "string?",
    "created_at": "string",
    "lang": "string",
    "conversation_id": "string",
    "public_metrics": "object",
    "public_metrics.like_count": "integer",
    "public_metrics.reply_count": "integer",
    "public_metrics.quote_count": "integer",
    "public_metrics.repost_count": "integer?",
    "public_metrics.retweet_count": "integer?",
    "public_metrics.bookmark_count": "integer?",
    "public_metrics.impression_count": "integer?",
    "possibly_sensitive": "boolean?",
    "entities": "object?",
    "note_post": "object?",
    "note_tweet": "object?",
    "edit_history_post_ids": "array?",
    "edit_history_tweet_ids": "array?",
    "referenced_posts": "array?",
    "referenced_tweets": "array?",
    "in_reply_to_user_id": "string?",
    "username": "string?",
    "withheld": "object?",
    "edit_controls": "object?",
}
USER_FIELDS = {
    "id": "string",
    "name": "string",
    "username": "string",
    "created_at": "string",
    "description": "string?",
    "verified": "boolean?",
    "public_metrics": "object",
    "public_metrics.followers_count": "integer",
    "public_metrics.following_count": "integer",
    "withheld": "object?",
}
