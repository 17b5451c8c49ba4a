"""In which language a text is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

ENGLISH = "en"

LANGUAGES = (
    "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "mk", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl",
    "sr", "sv", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
"""Languages that are told apart, ISO 639-1; with rarer ones short texts would be mistaken."""

LEAST_ENGLISH = 0.05
"""Probability of English below which a text counts as written in another language."""

LEAST_ENGLISH_IF_TOLD = 0.01
"""The same where whoever wrote it says that it is English."""


@dataclass(frozen=True, slots=True)
class Written:
    """In which language a text is.

    Attributes:
        language_code: ISO 639-1; None where the text has no letter.
        is_english: whether it is to be read as English; so is a text without letters.
    """

    language_code: str | None
    is_english: bool


def language_of(text: str, told: str | None = None) -> Written:
    """The language of a short text.

    What the platform says of a post counts where it is another language than English. English is
    what many applications put down for everything, so that it is checked.

    Args:
        text: as it was written, at best without links and names.
        told: what the platform says, such as `en`, `pt-BR`, or None.

    Formula: Lui and Baldwin, "langid.py: An Off-the-shelf Language Identification Tool", ACL 2012;
    naive Bayes over byte n-grams.
    """
    code = (told or "").lower().replace("_", "-").split("-")[0]
    if code and code != ENGLISH:
        return Written(code, False)
    if not any(letter.isalpha() for letter in text):
        return Written(code or None, True)
    ranked = dict(_identifier().rank(text))
    least = LEAST_ENGLISH_IF_TOLD if code else LEAST_ENGLISH
    if ranked[ENGLISH] >= least:
        return Written(ENGLISH, True)
    return Written(max(ranked, key=lambda each: float(ranked[each])), False)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
