"""What is left of a text to compare it by."""

import pytest

from civic_pages.participation.similar import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Des pistes cyclables", "une piste cyclable"),
        ("Sécuriser l’école", "SECURISER les écoles"),
        ("planter des arbres", "l'arbre planté"),
        ("école", "e\u0301cole"),
    ],
)
def test_the_same_words_in_other_forms_are_the_same(one: str, other: str) -> None:
    assert set(terms.weights(one, language="fr")) & set(terms.weights(other, language="fr"))


def test_words_of_grammar_and_politeness_are_left_out() -> None:
    assert terms.weights(
        "Bonjour, je voudrais que nous puissions tous être plus", language="fr"
    ) == (terms.weights("puissions", language="fr"))


def test_english_is_read_by_its_own_rules() -> None:
    assert terms.weights("benches", language="en-gb") == terms.weights("the bench", language="en")


def test_a_word_said_twice_weighs_more_and_less_than_twice() -> None:
    found = terms.weights("banc banc arbre", language="fr")
    assert found[terms.stem("arbre", "french")] == 1
    assert 1 < found["banc"] < 2


def test_a_pasted_file_has_an_end() -> None:
    letters = "abcdefghij"
    words = " ".join(f"{a}{b}{c}zut" for a in letters for b in letters for c in letters)
    assert len(terms.weights(words, language="fr")) == terms.MOST_TERMS


def test_a_stem_is_shown_as_the_word_that_was_written() -> None:
    assert terms.spellings("Les écoles, une école", language="fr") == {"ecol": "écoles"}
