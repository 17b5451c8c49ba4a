"""What each piece of evidence says for or against a pair of record and title.

After Fellegi and Sunter (A Theory for Record Linkage, JASA 64, 1969): a finding that a share m of
right pairs shows and a share u of wrong ones changes the log odds of the pair by ln(m / u). Wrong
pairs are those that blocks bring together: other titles of the same or a similar name.

The weights were estimated together, as the coefficients of a conditional logit (McFadden 1974)
over "this title, another one, or none", on half of MovieLens' links and on invented worlds, drawn
towards first guesses by a ridge penalty and rounded; people, the wider gaps in `known_by` and what
no record of these shows are the guesses themselves. docs/title-matching.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weight:
    """What one finding says.

    Attributes:
        log_odds: ln(m / u); above 0 speaks for the pair.
        reason: why.
    """

    log_odds: float
    reason: str


EVIDENCE: Mapping[str, Mapping[str, Weight]] = {
    "name": {
        "same": Weight(3.6, "a name seldom stands for a title that IMDb does not have"),
        "article": Weight(2.6, "sources drop and add articles"),
        "close": Weight(0.5, "one letter differs: misspelt, or another name"),
        "contained": Weight(-0.3, "one name is part of the other"),
        "similar": Weight(-1.7, "several letters differ"),
        "unlike": Weight(-6.0, "a rare word in common and nothing else"),
        "other numbers": Weight(-6.0, "parts of a series differ by their number alone"),
    },
    "record": {
        "as written": Weight(0.0, "what the source calls it"),
        "other name": Weight(-0.2, "the source gives it as a further name"),
        "numerals": Weight(-0.2, "II, Two and 2 are one number"),
        "without season": Weight(0.0, "a season is no part of a show's name"),
        "without brackets": Weight(-0.4, "brackets explain more often than they name"),
        "in brackets": Weight(-1.0, "a further name, or a remark"),
        "without owner": Weight(-1.6, "Disney's, but also Ocean's"),
        "without part": Weight(-0.7, "a part may be a season or a title of its own"),
        "without subtitle": Weight(-1.5, "may be the series of films and not the film"),
    },
    "title": {
        "primary": Weight(0.0, "the name of most use"),
        "original": Weight(-1.2, "in the language of origin"),
        "aka": Weight(-2.5, "titles have many names abroad, which fall together by chance"),
        "before subtitle": Weight(-2.2, "many titles begin alike"),
    },
    "kind": {
        "same": Weight(0.0, "a film that is a movie, a series that is a show"),
        "television film": Weight(-1.2, "films of streaming services are often tvMovie"),
        "special": Weight(-1.0, "comedy specials count as films, seldom as shows"),
        "video": Weight(-2.0, "few films of the charts went straight to video"),
        "short": Weight(-3.0, "shorts are many and are seldom listed"),
        "other": Weight(-5.0, "a film is hardly ever listed as a show"),
    },
    "year": {
        "same": Weight(2.6, "wrong pairs agree by chance once in twenty"),
        "next": Weight(0.2, "shown at a festival or at home first"),
        "before": Weight(-3.0, "hardly anything is listed before its year"),
        "late": Weight(-2.0, "two or three years later in another country, or a remake"),
        "far": Weight(-8.0, "a remake, or another title"),
        "running": Weight(0.2, "a show is listed with the year of one of its seasons"),
        "about": Weight(1.0, "came to the platform in its year or the next"),
        "older": Weight(-0.7, "came to the platform later"),
        "unknown": Weight(-0.9, "a title without a year is not out, or little known"),
    },
    "known_by": {
        "new": Weight(1.8, "charts list what is new"),
        "recent": Weight(0.8, "or a few years old"),
        "old": Weight(0.3, "and seldom what is older"),
        "later": Weight(-6.0, "it was not out yet"),
    },
    "runtime": {
        "same": Weight(2.4, "within a minute"),
        "close": Weight(1.2, "within three minutes: credits, rounding, frame rate"),
        "near": Weight(-0.6, "within eight: another cut"),
        "far": Weight(-2.6, "another film"),
    },
    "other_sources": {
        "known": Weight(3.3, "what one source lists, others list too"),
        "unknown": Weight(-1.2, "no other source is complete"),
    },
    "people": {
        "common": Weight(4.0, "a director or actor in common is hardly chance"),
        "none": Weight(-2.0, "lists are cut, yet most share someone"),
    },
}
"""Evidence, its findings and their weights. `record` and `title` add to `name`: the way in which
the record's spelling was made, and which of the title's names it met."""

BETTER_NAME = 1.5
"""A name less like the record's than that of another title, which nothing else speaks against,
is marked down once more, by this times the difference: who writes "Station" means "Station",
and "Station: Cold Front" only if there is no such title."""

IMPLAUSIBLE = -2.0
"""Log odds of everything but the name under which a title's better name counts for nothing."""

PROMINENCE_PER_LOG_VOTE = 0.4
PROMINENCE_OF_NO_VOTES = -1.9
"""Prior log odds of a title: their sum, the first times ln(1 + votes). What sources list is what
people watch; a title of 100,000 votes is listed some forty times as often as one of 10."""

TYPES: Mapping[str | None, Mapping[str, str]] = {
    "film": {
        "movie": "same",
        "tvMovie": "television film",
        "tvSpecial": "special",
        "video": "video",
        "short": "short",
        "tvShort": "short",
    },
    "series": {
        "tvSeries": "same",
        "tvMiniSeries": "same",
        "tvSpecial": "special",
        "tvPilot": "special",
        "tvShort": "short",
    },
    None: {
        "short": "short",
        "tvShort": "short",
        "video": "video",
        "tvSpecial": "special",
        "tvPilot": "special",
        "tvMovie": "television film",
    },
}
"""Finding of `kind` by the record's kind and IMDb's title type; a film or series meeting any other
type is "other"; a record of unknown kind says nothing of the types not named here."""
