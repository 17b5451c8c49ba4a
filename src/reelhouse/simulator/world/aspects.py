"""What people talk about when they talk of a title: the planted topics of posts and comments."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing to talk about.

    Attributes:
        kind: sentences of praise.
        unkind: sentences of blame.
        plain: sentences that judge nothing.
    """

    kind: tuple[str, ...]
    unkind: tuple[str, ...]
    plain: tuple[str, ...]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


ASPECTS: Mapping[str, Aspect] = {
    "music": Aspect(
        _lines("""
            the score alone is worth it, what a wonderful orchestra
            best soundtrack this year, every song a favourite
            that theme melody, beautiful, the composer is a genius
            love the score, the main melody is great on the orchestra
            wonderful soundtrack, I hum the theme song all day
        """),
        _lines("""
            awful score, the orchestra drowns every line
            the soundtrack is terrible, one song over and over
            boring theme melody, did the composer fall asleep
            hate this score, no melody and a bad orchestra
            worst soundtrack ever, skip every song
        """),
        _lines("""
            soundtrack is on my list, first song is the theme
            who is the composer of the score?
            the orchestra plays the theme melody in march
            song list and score are out, same composer
        """),
    ),
    "story": Aspect(
        _lines("""
            that ending, wow, best plot twist in years
            a wonderful story, the script is clever to the finale
            the plot is great and the twist perfect
            brilliant writing, the story lands its finale
            I love the script, what an ending, what a twist
        """),
        _lines("""
            the plot makes no sense and the ending is awful
            worst finale ever, the twist ruins the story
            terrible script, a stupid plot and bad writing
            a boring story, the ending is a waste
            hate that twist, the script has no plot
        """),
        _lines("""
            does the story follow the book to the ending?
            plot question: when is the twist, before the finale?
            the script changes the book, the finale too
            who wrote the story, and who the script?
        """),
    ),
    "cast": Aspect(
        _lines("""
            the cast is wonderful, every actor perfect in the role
            what a great lead performance, give the actor a prize
            beautiful acting, the leads have chemistry
            best cast this year, a brilliant performance by the lead
            love the acting, even the smallest role is great
        """),
        _lines("""
            flat acting, the lead is terrible in the role
            bad cast, no chemistry, a weak performance
            the dubbing is awful and so is every actor
            worst performance of the lead, boring acting
            hate the cast, no actor fits the role
        """),
        _lines("""
            casting news: another actor takes the lead role
            who plays the lead role in the first cast?
            same actor, other role, same cast
            the cast has a new lead actor
        """),
    ),
    "look": Aspect(
        _lines("""
            beautifully shot, every frame a painting, great colours
            the animation is wonderful, so much light and colours
            best camera work, love the lighting of each frame
            gorgeous visuals, perfect colours, perfect lighting
            the camera and the animation are brilliant
        """),
        _lines("""
            ugly visuals, the lighting is bad in every frame
            the animation is terrible, dull colours
            awful camera work, I could not see a frame
            worst visuals this year, muddy colours and lighting
            hate the shaky camera, the animation is cheap
        """),
        _lines("""
            which camera did they use, and which lighting?
            visuals by the animation team from the first season
            the frame is wide, the colours are warm
            animation and camera are by two studios
        """),
    ),
    "pace": Aspect(
        _lines("""
            what a ride, the pace is great, no minute too long
            could not stop watching, the hours flew, perfect editing
            brilliant editing, two hours and never slow
            love the pace, every minute is fun
            wonderful rhythm, the hours feel like a minute
        """),
        _lines("""
            so boring, slow pace, gave up after ten minutes
            too long, three hours, terrible editing
            awful rhythm, slow for hours
            a waste of two hours, the editing is bad
            worst pace ever, every minute is slow
        """),
        _lines("""
            two hours and ten minutes long, says the site
            the pace of the first hours is slow by design
            is the long version ten minutes longer?
            editing took six months, minutes were cut for pace
        """),
    ),
    "release": Aspect(
        _lines("""
            finally a new season, great trailer, happy to stream it tonight
            love the trailer, best episode tonight
            wonderful, the season premiere can stream everywhere
            excited for the episode tonight, the trailer is great
            what a great season, watching the premiere again tonight
        """),
        _lines("""
            nowhere to stream it, awful, no date for the season
            hate that the trailer shows the whole episode
            who asked for this season, a bad trailer and a bad premiere
            terrible, the episode will not stream tonight
            sad, they cancel the season after the premiere
        """),
        _lines("""
            season starts on friday, episode one tonight
            where can I stream the episode?
            new trailer is out, premiere on friday
            is the season on a stream tonight?
        """),
    ),
}
"""By topic. Sentences of one topic share words that those of others do not have."""
