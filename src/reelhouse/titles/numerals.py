"""Small numbers in names: `II`, `Two` and `2` are the same part of a series."""

import re

_WORDS = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
]
_ORDINALS = [
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
]
_ROMANS = [
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"),
    *("XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX"),
]

_BY_WORD = {word: number for number, word in enumerate(_WORDS, 1)}
_BY_ROMAN = {roman.lower(): number for number, roman in enumerate(_ROMANS, 1)}
_BY_ORDINAL = {word: number for number, word in enumerate(_ORDINALS, 1)}

# a lone I, V or X is far more often a word or a letter than a number
_ROMAN_WORDS = {word: number for word, number in _BY_ROMAN.items() if len(word) > 1}

NUMBER = rf"(?:\d{{1,3}}|{'|'.join([*_WORDS, *sorted(_ROMANS, key=len, reverse=True)])})"
"""Regular expression of a number up to 999, to be used with `re.IGNORECASE`."""

ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})"
"""Regular expression of an ordinal, to be used with `re.IGNORECASE`."""

_TOKEN = re.compile(r"\w+")


def number_of(text: str) -> int:
    """The number that a match of `NUMBER` or `ORDINAL` says.

    Raises:
        ValueError: the text is no such match.
    """
    word = text.lower()
    for table in (_BY_WORD, _BY_ROMAN, _BY_ORDINAL):
        if word in table:
            return table[word]
    return int(word.rstrip("stndrh"))


def with_digits(name: str) -> str:
    """The name with Roman numerals (from II) and number words as digits."""

    def digits(match: re.Match[str]) -> str:
        word = match[0].lower()
        number = _ROMAN_WORDS.get(word) or _BY_WORD.get(word)
        return str(number) if number else match[0]

    return _TOKEN.sub(digits, name)


def with_romans(name: str) -> str:
    """The name with numbers from 2 to 20 as Roman numerals."""
    return _rewritten(name, _ROMANS)


def with_words(name: str) -> str:
    """The name with numbers from 1 to 20 as words."""
    return _rewritten(name, _WORDS)


def _rewritten(name: str, forms: list[str]) -> str:
    def form(match: re.Match[str]) -> str:
        number = int(match[0]) if match[0].isascii() and len(match[0]) < 3 else 0
        return forms[number - 1] if 1 <= number <= len(forms) else match[0]

    return re.sub(r"\b\d+\b", form, with_digits(name))


def numbers_in(name: str) -> frozenset[str]:
    """All numbers of a name as digits; names of two parts of one series differ in them."""
    return frozenset(re.findall(r"\d+", with_digits(name)))
