"""The excerpt of a contribution: people's own words, cut between words."""

from typing import Any

import pytest

from civic_blocks.excerpts import shortened
from civic_pages.participation.wording import words_of
from civic_pages.testing import CampaignFactory, definition_of, form_block, question


def excerpt(*questions: Any, **answers: Any) -> str:
    campaign = CampaignFactory(body=[form_block(*questions)])
    return words_of(definition_of(campaign), answers).excerpt


@pytest.mark.django_db
def test_what_was_chosen_is_not_glued_to_what_was_written() -> None:
    asked = [
        question("short_text", "titre", "Titre", is_title=True),
        question("long_text", "idee", "Idée"),
        question("single_choice", "cout", "Coût", choices=["Moins de 5 000 €"]),
    ]
    assert (
        excerpt(*asked, titre="Un banc", idee="À l'ombre.", cout="Moins de 5 000 €") == "À l'ombre."
    )
    assert excerpt(*asked, titre="Un banc", cout="Moins de 5 000 €") == "Moins de 5 000 €"


def test_no_word_is_cut_in_two() -> None:
    assert shortened("Planter des arbres, partout", 21) == "Planter des arbres…"
    assert shortened("Planter", 7) == "Planter"


def test_no_line_is_broken_before_a_sign_where_the_text_forbids_it() -> None:
    said = "Ma\u00a0proposition\u00a0:  un\nbanc\u202f!"
    assert shortened(said, 100) == "Ma\u00a0proposition\u00a0: un banc\u202f!"
