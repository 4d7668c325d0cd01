"""Contributions that say something, for the tests of the sorting aid."""

from typing import Any

from civic_pages.participation.models import Contribution
from civic_pages.testing import FORM_ID, ContributionFactory


SAID = (
    (
        "Une piste cyclable boulevard des Provinces",
        "Séparer les vélos des voitures par une bordure.",
    ),
    (
        "Planter des arbres place du marché",
        "De l'ombre en été pour les commerçants et leurs clients.",
    ),
    ("Ouvrir la bibliothèque le dimanche", "Les étudiants n'ont nulle part où travailler."),
    ("Des composteurs au pied des immeubles", "Moins de déchets dans les poubelles grises."),
    ("Un terrain de basket aux Pâquerettes", "Les jeunes du quartier jouent sur le parking."),
    (
        "Réparer les trottoirs rue Volant",
        "Les poussettes et les fauteuils roulants ne passent plus.",
    ),
    ("Des repas végétariens à la cantine", "Deux fois par semaine, avec des produits locaux."),
    ("Éclairer le parc André-Malraux", "Le soir, on n'ose plus le traverser en hiver."),
)
CLOSE = ("Des pistes cyclables sur le boulevard", "Que les vélos soient séparés des voitures.")


def said(campaign: Any, title: str, text: str = "", **traits: Any) -> Contribution:
    made: Contribution = ContributionFactory(
        campaign=campaign, title=title, excerpt=text, **{"published": True, **traits}
    )
    return made


def everything_said(campaign: Any) -> list[Contribution]:
    return [said(campaign, title, text) for title, text in SAID]


def typed(title: str, text: str = "", **more: str) -> dict[str, str]:
    return {
        "civic_form": FORM_ID,
        "civic_key": "k" * 20,
        "contributor_kind": "individual",
        "titre": title,
        "idee": text,
        "theme": "Voirie",
        "accord": "on",
        **more,
    }
