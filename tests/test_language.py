from __future__ import annotations

import pytest

from reelhouse.language import language_of
from reelhouse.simulator.world.sayings import _SENTENCES
from reelhouse.simulator.world.vocabulary import OTHER_LANGUAGES


def test_short_english_is_english() -> None:
    texts = {line for side in _SENTENCES for _, line in side}

    assert len(texts) > 80
    assert [text for text in texts if not language_of(text).is_english] == []


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_other_languages_are_found(language: str) -> None:
    found = [language_of(text) for text in OTHER_LANGUAGES[language]]

    assert not any(each.is_english for each in found)


def test_what_the_platform_says_counts_but_for_english() -> None:
    spanish = "no me gustó nada, me aburrí muchísimo"

    assert language_of("great film", "pt-BR").language_code == "pt"
    assert not language_of(spanish, "en").is_english
    assert language_of("so boring", "en-GB").is_english


@pytest.mark.parametrize("text", ["", "  ", "10/10 !!!", "👍👍"])
def test_a_text_without_letters_is_of_no_language(text: str) -> None:
    found = language_of(text)

    assert found.language_code is None
    assert found.is_english
