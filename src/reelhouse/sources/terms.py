"""What each provider allows to be done with its data, as rules that the code keeps.

Each rule names where it stands and when it was read there. Terms change: who runs Reelhouse stays
bound by the provider's current text.
"""

from __future__ import annotations

from dataclasses import dataclass

from reelhouse.errors import ReelhouseError


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one provider.

    Attributes:
        source: as in `reelhouse ingest <source>`.
        attribution: text to be shown wherever its data is shown; empty where none is asked for.
        keep_days: days that its data may be kept; None means as long as it is of use.
        may_redistribute: whether its data may be handed to others.
        may_derive: whether figures may be derived from its data, across sources too.
        use: what it may be used for, in a few words.
        origin: address of the rule.
        read_on: the day it was read there, ISO 8601.
        is_confirmed: False where the rule is common knowledge and was not read at its origin.
        may_train: whether models may be trained on its data without a written agreement.
    """

    source: str
    attribution: str
    keep_days: int | None
    may_redistribute: bool
    may_derive: bool
    use: str
    origin: str
    read_on: str = "2026-11-20"
    is_confirmed: bool = True
    may_train: bool = True

    @property
    def in_a_sentence(self) -> str:
        """The terms as a sidecar has them."""
        kept = "" if self.keep_days is None else f"; kept at most {self.keep_days} days"
        given = "" if self.may_redistribute else "; not redistributed"
        return f"{self.use}{kept}{given} ({self.origin})"


def terms_of(source: str) -> Terms:
    """The terms of a provider.

    Raises:
        KeyError: nobody has written them down.
    """
    return TERMS[source]


def keep_days(source: str, agreed: dict[str, int]) -> int | None:
    """Days that a provider's data may be kept here; None means without end.

    Args:
        source: the provider.
        agreed: what this lake's owner has agreed with providers, from the settings.
    """
    return agreed.get(source, TERMS[source].keep_days)


def may_derive(audits: dict[str, str]) -> dict[str, bool]:
    """Whether figures may be derived from each source's data here.

    Args:
        audits: reference of an audit that a provider has accepted, by source.
    """
    return {source: t.may_derive or bool(audits.get(source)) for source, t in TERMS.items()}


def may_train(agreements: dict[str, str], audits: dict[str, str]) -> dict[str, bool]:
    """Whether models may be trained on each source's data here.

    Args:
        agreements: reference of a written agreement with a provider, by source.
        audits: as for `may_derive`: what nothing may be derived from trains no model either.
    """
    derivable = may_derive(audits)
    return {
        source: derivable[source] and (t.may_train or bool(agreements.get(source)))
        for source, t in TERMS.items()
    }


def attributions(sources: list[str]) -> list[str]:
    """The texts to show with data of these providers, each once."""
    texts = [TERMS[source].attribution for source in sources if source in TERMS]
    return list(dict.fromkeys(text for text in texts if text))


class NotRedistributable(ReelhouseError):
    """Data was to leave the house that a provider does not allow to be handed on."""


def refuse_redistribution(what: str, sources: list[str]) -> None:
    """Keep data in the house that may not leave it.

    Args:
        what: the table, for the message.
        sources: providers whose data is in it.

    Raises:
        NotRedistributable: one of them forbids it.
    """
    forbidding = [TERMS[s] for s in sources if s in TERMS and not TERMS[s].may_redistribute]
    if forbidding:
        names = ", ".join(f"{t.source} ({t.origin})" for t in forbidding)
        raise NotRedistributable(
            f"the table holds data that may not be redistributed: {names}",
            where=what,
            advice="`--for-own-use` writes it where only those read it who may use it here.",
        )


_OWN = "the team's own data"

TERMS = {
    terms.source: terms
    for terms in (
        Terms(
            "imdb",
            "Information courtesy of IMDb (https://www.imdb.com). Used with permission.",
            None,
            False,
            True,
            "personal and non-commercial use",
            "https://developer.imdb.com/non-commercial-datasets/",
        ),
        Terms(
            "jikan",
            "Anime data from MyAnimeList through Jikan (https://jikan.moe).",
            None,
            False,
            True,
            "as MyAnimeList's terms allow; no mass collection",
            "https://myanimelist.net/membership/terms_of_use",
            is_confirmed=False,
        ),
        Terms(
            "anilist",
            "Anime data from AniList (https://anilist.co).",
            None,
            False,
            True,
            "non-commercial use; no mass collection",
            "https://docs.anilist.co/guide/terms-of-use",
        ),
        Terms(
            "tmdb",
            "This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise "
            "approved by TMDB. Where titles can be watched is told by JustWatch.",
            180,
            False,
            True,
            "non-commercial use with attribution; models are trained on it only with a written "
            "agreement",
            "https://www.themoviedb.org/api-terms-of-use",
            is_confirmed=False,
            may_train=False,
        ),
        Terms(
            "netflix",
            "Source: Netflix Top 10 (https://www.netflix.com/tudum/top10).",
            None,
            False,
            True,
            "as published, with its source named",
            "https://www.netflix.com/tudum/top10",
            is_confirmed=False,
        ),
        Terms(
            "streaming_availability",
            "Streaming availability is provided by Streaming Availability API by Movie of the "
            "Night (https://www.movieofthenight.com/about/api).",
            None,
            False,
            True,
            "commercial use too, with attribution",
            "https://github.com/movieofthenight/streaming-availability-api/blob/main/TERMS.md",
        ),
        Terms(
            "catalogues",
            "",
            None,
            False,
            True,
            "as the publisher of the file allows",
            "the file's own licence",
            is_confirmed=False,
        ),
        Terms(
            "youtube",
            "Video data from YouTube (https://www.youtube.com).",
            30,
            False,
            False,
            "statistics are kept 30 days; figures are derived only with an accepted audit",
            "https://developers.google.com/youtube/terms/developer-policies",
        ),
        Terms(
            "twitch",
            "Stream data from Twitch (https://www.twitch.tv).",
            1,
            False,
            True,
            "kept 24 hours unless Twitch or the broadcaster has agreed to more; not sold",
            "https://legal.twitch.com/legal/developer-agreement/",
            is_confirmed=False,
        ),
        Terms(
            "vimeo",
            "Video data from Vimeo (https://vimeo.com).",
            None,
            False,
            True,
            "as the API licence allows",
            "https://vimeo.com/api-terms",
            is_confirmed=False,
        ),
        Terms(
            "spotify",
            "Music data from Spotify (https://www.spotify.com).",
            None,
            False,
            False,
            "no analysis, no derived figures, no machine learning",
            "https://developer.spotify.com/policy",
            is_confirmed=False,
            may_train=False,
        ),
        Terms(
            "apple_music",
            "Charts by Apple Music (https://music.apple.com).",
            None,
            False,
            True,
            "with attribution",
            "https://rss.marketingtools.apple.com",
            is_confirmed=False,
        ),
        Terms(
            "soundcloud",
            "Music data from SoundCloud (https://soundcloud.com).",
            None,
            False,
            True,
            "non-commercial use with attribution; no recordings are stored",
            "https://help.soundcloud.com/hc/en-us/articles/115003446727-SoundCloud-Public-APIs",
        ),
        Terms(
            "mastodon",
            "Posts from Mastodon (https://joinmastodon.org).",
            None,
            False,
            True,
            "as the server's own terms allow; not to train language models",
            "https://mastodon.social/terms-of-service",
            is_confirmed=False,
        ),
        Terms(
            "bluesky",
            "Posts from Bluesky (https://bsky.app).",
            None,
            False,
            True,
            "what its author wants deleted must be deleted here",
            "https://docs.bsky.app/docs/support/developer-guidelines",
        ),
        Terms(
            "reddit",
            "Posts from Reddit (https://www.reddit.com).",
            None,
            False,
            True,
            "with Reddit's approval; not to train models; what was deleted must be deleted here",
            "https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki",
            may_train=False,
        ),
        Terms(
            "x",
            "Posts from X (https://x.com).",
            None,
            False,
            True,
            "paid by the post; not to train foundation models; what was deleted, protected or "
            "changed must be so here",
            "https://developer.x.com/en/docs/twitter-api/enterprise/compliance-firehose-api/overview",
        ),
        Terms(
            "wikidata",
            "",
            None,
            True,
            True,
            "CC0, free for any use",
            "https://www.wikidata.org/wiki/Wikidata:Licensing",
        ),
        Terms(
            "fribb",
            "Anime ids by Fribb's anime-lists (https://github.com/Fribb/anime-lists).",
            None,
            False,
            True,
            "for own use; the repository states no licence",
            "https://github.com/Fribb/anime-lists",
            is_confirmed=False,
        ),
        Terms(
            "movielens",
            "Links by MovieLens (https://grouplens.org/datasets/movielens/).",
            None,
            False,
            True,
            "non-commercial research; handed on only under MovieLens' own conditions",
            "https://files.grouplens.org/datasets/movielens/ml-latest-small-README.html",
        ),
        Terms("first_party", "", None, True, True, _OWN, "the team itself"),
        Terms("insights", "", None, True, True, f"{_OWN} from its accounts", "the team itself"),
    )
}
