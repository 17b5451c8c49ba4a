"""What titles are about: the planted topics of overviews."""

from collections.abc import Mapping


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


THEMES: Mapping[str, tuple[str, ...]] = {
    "sea": _lines("""
        a voyage by ship across the ocean
        a storm that drives the sailor's ship to an island
        an island whose lighthouse calls every sailor
        the captain of a ship that the ocean gave back
        a captain, a storm and an island without a harbour
        the voyage of a sailor past the last lighthouse
    """),
    "crime": _lines("""
        a murder that the detective cannot forget
        a heist that ends with a murder and no witness
        the trial of a thief whom the detective believes
        a detective, a stolen diamond and a lying witness
        a police chase after the thief of the diamond
        the trial of the only witness of the heist
    """),
    "family": _lines("""
        a wedding that the whole family dreads
        a sister who comes home for her mother's wedding
        a father, a daughter and the letters of a mother
        the home of a family whose daughter left
        a letter from a father to his lost sister
        two brothers and the home of their mother
    """),
    "space": _lines("""
        a signal from a planet that no astronaut has seen
        the crew of a station between planet and moon
        an astronaut whose rocket misses the moon
        a robot that repairs the station alone
        a rocket, a robot and a signal from the stars
        the crew of a rocket that cannot reach its planet
    """),
    "magic": _lines("""
        a witch who owes a dragon her spell
        the sword of a king and the dragon it was made for
        a spell that turns the kingdom to glass
        a witch, a prince and a cursed sword
        the kingdom of a king whom a spell made young
        a cursed prince and the dragon of the kingdom
    """),
    "school": _lines("""
        a school whose orchestra loses its teacher
        a student, a teacher and the last exam
        the match that the school team must win
        a coach whose team of students never trained
        an exam that the class of a coach must pass
        a class, its teacher and the match of the year
    """),
}
"""By topic. Sentences of one topic share words that those of others do not have."""
