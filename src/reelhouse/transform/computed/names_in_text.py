"""Which titles a text names: by a hashtag, or by a name between word boundaries.

A text is compared with names by its letters and digits alone: case, accents and punctuation do not
count. A name that everyday speech could hold by chance (one word, or few letters, or words such as
"you and me") counts only where it stands alone between punctuation marks or is a hashtag. Where
names overlap the longest one counts. A name that several titles bear goes to the one with nearly
all of the votes, or to none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

LONGEST_NAME = 12
"""Words of the longest name that is looked for."""

SHORTEST_STRONG_NAME = 8
"""Letters that a name needs to be found within a sentence."""

SHORTEST_HASHTAG = 5
"""Letters that a name needs to be found as a hashtag."""

SHORTEST_UNSPACED_NAME = 4
"""Letters that a name needs to be found within a script that does not part its words."""

_COMMON = frozenset(
    {
        *("a", "all", "an", "and", "are", "at", "back", "be", "by", "can", "do", "for", "from"),
        *("go", "good", "have", "he", "her", "here", "him", "his", "home", "how", "i", "if"),
        *("in", "is", "it", "just", "last", "life", "like", "love", "me", "my", "new", "next"),
        *("night", "no", "not", "now", "of", "off", "on", "one", "or", "our", "out", "over"),
        *("she", "so", "than", "that", "the", "them", "then", "there", "they", "this", "time"),
        *("to", "two", "up", "us", "was", "way", "we", "were", "what", "when", "where", "who"),
        *("why", "will", "with", "you", "your"),
    }
)
_BREAK = re.compile(
    r"[:;|.,!?\u00a1\u00bf\"\u201c\u201d\u00ab\u00bb()\[\]\n/]|\s[-\u2013\u2014]+\s"
)
_HASHTAG = re.compile(r"#\s*(\w[\w\u0900-\u0dff]*)")
_LINK = re.compile(r"https?://\S+|[@#]\S+")
_YEAR = re.compile(r"\s*\(\d{4}\)\s*$")
_PART = re.compile(r"\s+(?:season|series|part|volume|vol|book|s)\s*\d+$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A title in a text.

    Attributes:
        title_key: of the title.
        method: "hashtag" or "phrase".
        name: the name that was found, in plain letters.
        confidence: share of the votes for all titles of that name which this one has, 0-1.
    """

    title_key: int
    method: str
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NameBook:
    """Names to look for.

    Attributes:
        phrases: title and confidence by name in plain letters; None where several titles bear it.
        hashtags: name in plain letters by the same without blanks.
    """

    phrases: Mapping[str, tuple[int, float] | None]
    hashtags: Mapping[str, str]


def plain(text: str) -> str:
    """A text in lower case letters and digits, words apart by one blank; marks are dropped.

    >>> plain("Amélie: The  Return!")
    'amelie the return'
    """
    # taking apart brings out capitals, and small letters can be taken apart further
    small = unicodedata.normalize("NFKD", text).casefold()
    parts = unicodedata.normalize("NFKD", small)
    kept = (
        letter if letter.isalnum() else " "
        for letter in parts
        if not unicodedata.category(letter).startswith("M")
    )
    return " ".join("".join(kept).split())


def book_of(
    names: Iterable[tuple[int, str, float]],
    *,
    least_confidence: float,
    never_hashtags: Collection[str] = (),
) -> NameBook:
    """Put names together for the search.

    Args:
        names: key of a title, a name of it, and its weight against others of that name, above 0.
        least_confidence: share of the weight that a title needs to have a name for its own, 0-1.
        never_hashtags: names that mean something else as hashtags, such as those of genres.
    """
    bearers: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for title_key, name, weight in names:
        key = plain(_YEAR.sub("", name))
        if key and key.count(" ") < LONGEST_NAME:
            bearers[key][title_key] = max(weight, bearers[key].get(title_key, 0.0))
    phrases: dict[str, tuple[int, float] | None] = {}
    for key in sorted(bearers):
        title_key, weight = min(bearers[key].items(), key=lambda entry: (-entry[1], entry[0]))
        share = weight / sum(bearers[key].values())
        phrases[key] = (title_key, share) if share >= least_confidence else None
    taken = {plain(name).replace(" ", "") for name in never_hashtags}
    squeezed: defaultdict[str, list[str]] = defaultdict(list)
    for key in phrases:
        squeezed[key.replace(" ", "")].append(key)
    hashtags = {
        tag: keys[0]
        for tag, keys in squeezed.items()
        if len(tag) >= SHORTEST_HASHTAG and not tag.isdigit() and tag not in taken
        # names that only differ in blanks are one hashtag, and must then be one title's
        if len({bearer and bearer[0] for bearer in map(phrases.get, keys)}) == 1
    }
    return NameBook(phrases, hashtags)


def mentions(text: str, book: NameBook, hashtags: Iterable[str] = ()) -> list[Mention]:
    """The titles that a text names, each once, hashtags first.

    Args:
        text: as it was written; hashtags and names in it are found.
        book: names to look for.
        hashtags: more of them, such as those kept beside a text.
    """
    tags = (plain(tag).replace(" ", "") for tag in (*_HASHTAG.findall(text), *hashtags))
    named = [("hashtag", book.hashtags[tag]) for tag in tags if tag in book.hashtags]
    named += [("phrase", name) for name in _names_in(_LINK.sub("\n", text), book)]
    found: dict[int, Mention] = {}
    for method, name in named:
        bearer = book.phrases[name]
        if bearer is not None:
            found.setdefault(bearer[0], Mention(bearer[0], method, name, bearer[1]))
    return list(found.values())


def _names_in(text: str, book: NameBook) -> Iterator[str]:
    """Names in a text without links and hashtags, the longest first where they overlap."""
    words: list[str] = []
    starts, ends = set[int](), set[int]()
    for segment in _BREAK.split(text):
        key = plain(segment)
        starts.add(len(words))
        ends |= {len(words) + len(key.split()), len(words) + len(_PART.sub("", key).split())}
        words += key.split()
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + LONGEST_NAME), start, -1):
            key = " ".join(words[start:end])
            is_alone = start in starts and end in ends
            if key in book.phrases and (is_alone or is_strong(key)):
                yield key
                start = end - 1
                break
        else:
            if _UNSPACED.search(words[start]):
                yield from _unspaced_in(words[start], book)
        start += 1


def _unspaced_in(word: str, book: NameBook) -> Iterator[str]:
    start = 0
    while start < len(word):
        for end in range(len(word), start + SHORTEST_UNSPACED_NAME - 1, -1):
            if word[start:end] in book.phrases:
                yield word[start:end]
                start = end - 1
                break
        start += 1


def is_strong(key: str) -> bool:
    """Whether a name in plain letters is too particular to stand in a sentence by chance."""
    words = key.split()
    telling = [word for word in words if word not in _COMMON and not word.isdigit()]
    return len(telling) >= 2 and len(key.replace(" ", "")) >= SHORTEST_STRONG_NAME
