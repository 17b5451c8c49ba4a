"""What people say of a title, kinder where it is better."""

from dataclasses import dataclass

from reelhouse.simulator.world.aspects import ASPECTS
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.vocabulary import OTHER_LANGUAGES

_KIND = 0.25

_SENTENCES = tuple(
    tuple((topic, line) for topic, aspect in ASPECTS.items() for line in getattr(aspect, side))
    for side in ("kind", "unkind", "plain")
)


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence.

    Attributes:
        text: the sentence.
        language: ISO 639-1.
        sentiment: what is true, -1 (unkind) to 1 (kind).
        topic: one of `aspects.ASPECTS`; None in other languages than English.
    """

    text: str
    language: str
    sentiment: float
    topic: str | None


def say(dice: Dice, quality: float, slope: float) -> Saying:
    """Something said of a title of some quality.

    Args:
        dice: of whoever says it.
        quality: of the title, 0-1.
        slope: mean sentiment that a quality of 1 adds to one of 0.

    Returns:
        The saying; its sentiment is normal around slope * (quality - 0.5) with a deviation of
        0.4, cut at -1 and 1, and its words fit. All topics are equally likely.
    """
    sentiment = round(max(-1.0, min(1.0, slope * (quality - 0.5) + dice.normal(0, 0.4))), 3)
    place = 0 if sentiment > _KIND else 1 if sentiment < -_KIND else 2
    if dice.chance(0.15):
        language = dice.one(list(OTHER_LANGUAGES))
        return Saying(OTHER_LANGUAGES[language][place], language, sentiment, None)
    topic, text = dice.one(_SENTENCES[place])
    return Saying(text, "en", sentiment, topic)
