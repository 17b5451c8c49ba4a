"""What YouTube's answers look like, as far as silver reads them."""

from __future__ import annotations

from collections.abc import Mapping

ITEM: Mapping[str, str] = {"kind": "string", "etag": "string", "id": "string", "snippet": "object"}

CHANNEL_FIELDS: Mapping[str, str] = {
    **ITEM,
    "contentDetails": "object",
    "contentDetails.relatedPlaylists.uploads": "string?",
    "snippet.title": "string",
    "snippet.description": "string?",
    "snippet.customUrl": "string?",
    "snippet.country": "string?",
    "snippet.publishedAt": "string",
    "statistics": "object",
    "statistics.viewCount": "string",
    "statistics.subscriberCount": "string?",
    "statistics.hiddenSubscriberCount": "boolean",
    "statistics.videoCount": "string",
}
VIDEO_FIELDS: Mapping[str, str] = {
    **ITEM,
    "contentDetails": "object",
    "contentDetails.caption": "string?",
    "contentDetails.definition": "string?",
    "contentDetails.duration": "string",
    "contentDetails.licensedContent": "boolean?",
    "snippet.categoryId": "string",
    "snippet.channelId": "string",
    "snippet.channelTitle": "string",
    "snippet.defaultAudioLanguage": "string?",
    "snippet.defaultLanguage": "string?",
    "snippet.description": "string?",
    "snippet.liveBroadcastContent": "string?",
    "snippet.publishedAt": "string",
    "snippet.tags": "array?",
    "snippet.title": "string",
    "statistics": "object",
    "statistics.commentCount": "string?",
    "statistics.likeCount": "string?",
    "statistics.viewCount": "string",
    "status": "object",
    "status.embeddable": "boolean?",
    "status.license": "string?",
    "status.madeForKids": "boolean?",
    "status.privacyStatus": "string?",
    "topicDetails": "object?",
    "topicDetails.topicCategories": "array?",
}
PLAYLIST_ITEM_FIELDS: Mapping[str, str] = {
    **ITEM,
    "contentDetails": "object",
    "contentDetails.videoId": "string",
    "contentDetails.videoPublishedAt": "string?",
    "snippet.playlistId": "string",
    "snippet.position": "integer",
    "snippet.resourceId.videoId": "string?",
    "snippet.publishedAt": "string",
    "snippet.title": "string",
    "snippet.videoOwnerChannelId": "string?",
}
COMMENT_THREAD_FIELDS: Mapping[str, str] = {
    **ITEM,
    "replies": "object?",
    "replies.comments": "array?",
    "replies.comments[].id": "string",
    "replies.comments[].snippet.likeCount": "integer",
    "replies.comments[].snippet.publishedAt": "string",
    "replies.comments[].snippet.textDisplay": "string",
    "snippet.topLevelComment.id": "string",
    "snippet.topLevelComment.snippet.authorChannelId.value": "string?",
    "snippet.topLevelComment.snippet.authorDisplayName": "string",
    "snippet.topLevelComment.snippet.likeCount": "integer",
    "snippet.topLevelComment.snippet.publishedAt": "string",
    "snippet.topLevelComment.snippet.textOriginal": "string?",
    "snippet.topLevelComment.snippet.textDisplay": "string",
    "snippet.topLevelComment.snippet.updatedAt": "string",
    "snippet.totalReplyCount": "integer",
    "snippet.videoId": "string?",
}
CATEGORY_FIELDS: Mapping[str, str] = {
    **ITEM,
    "snippet.assignable": "boolean",
    "snippet.title": "string",
}
