"""What people say of a title, kinder where it is better."""

from dataclasses import dataclass

from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.vocabulary import BLAME, NEUTRAL, OTHER_LANGUAGES, PRAISE

_KIND = 0.25


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence.

    Attributes:
        text: the sentence.
        language: ISO 639-1.
        sentiment: what is true, -1 (unkind) to 1 (kind).
    """

    text: str
    language: str
    sentiment: float


def say(dice: Dice, quality: float, slope: float) -> Saying:
    """Something said of a title of some quality.

    Args:
        dice: of whoever says it.
        quality: of the title, 0-1.
        slope: mean sentiment that a quality of 1 adds to one of 0.

    Returns:
        The saying; its sentiment is normal around slope * (quality - 0.5) with a deviation of
        0.4, cut at -1 and 1, and its words fit.
    """
    sentiment = round(max(-1.0, min(1.0, slope * (quality - 0.5) + dice.normal(0, 0.4))), 3)
    place = 0 if sentiment > _KIND else 1 if sentiment < -_KIND else 2
    if dice.chance(0.15):
        language = dice.one(list(OTHER_LANGUAGES))
        return Saying(OTHER_LANGUAGES[language][place], language, sentiment)
    return Saying(dice.one((PRAISE, BLAME, NEUTRAL)[place]), "en", sentiment)
