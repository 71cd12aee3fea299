"""Place names without their spaces, misheard or mistyped; and words that only look like them."""

from __future__ import annotations

import pytest

from assistant.places import PlaceMention, load_gazetteer
from tests.places.noisy_cases import GLUED, MISSPELT, NOT_PLACES


def show(mention: PlaceMention) -> str:
    return f"{mention.text}={'@' + mention.deictic if mention.deictic else mention.candidates[0].name}"


@pytest.mark.parametrize(("text", "places"), GLUED)
def test_found_without_spaces(text: str, places: str) -> None:
    assert [show(m) for m in load_gazetteer().mentions(text)] == places.split(" | ")


@pytest.mark.parametrize(("text", "places"), MISSPELT)
def test_found_with_a_letter_wrong(text: str, places: str) -> None:
    assert [show(m) for m in load_gazetteer().mentions(text)] == places.split(" | ")


@pytest.mark.parametrize("text", NOT_PLACES)
def test_ordinary_words_stay_words(text: str) -> None:
    assert [show(m) for m in load_gazetteer().mentions(text)] == []
