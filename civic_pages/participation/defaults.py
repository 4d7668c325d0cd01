"""Reasons and outcomes a city starts with, in French: it rewords them in the admin as it likes."""

from typing import Any

from civic_pages.participation.models import Outcome, RejectionReason


# (name, what the contributor reads)
REASONS = (
    (
        "Hors sujet",
        "Votre contribution ne porte pas sur le sujet de cette consultation.",
    ),
    (
        "Propos injurieux",
        "Votre contribution contient des propos injurieux, diffamatoires ou discriminatoires, "
        "que la loi et la charte de participation interdisent.",
    ),
    (
        "Donnée personnelle",
        "Votre contribution nomme une personne privée ou donne des informations personnelles "
        "(téléphone, adresse, plaque…). Vous pouvez la renvoyer sans elles.",
    ),
    (
        "Publicité",
        "Votre contribution fait la promotion d’un produit, d’un service ou d’une entreprise.",
    ),
    (
        "Doublon",
        "Vous avez déjà envoyé la même contribution : nous n’en gardons qu’une.",
    ),
    (
        "Incompréhensible",
        "Nous n’avons pas compris votre contribution. Vous pouvez la reformuler et la renvoyer.",
    ),
)
# (name, slug, needs a reason)
OUTCOMES = (
    ("Étudiée", "etudiee", False),
    ("Retenue", "retenue", False),
    ("Non retenue", "non-retenue", True),
    ("Réalisée", "realisee", False),
)


def create_defaults(**kwargs: Any) -> None:
    """Make reasons and outcomes where a city has none at all; runs after every ``migrate``."""
    migrated = kwargs.get("apps")
    if migrated is not None and "outcome" not in migrated.all_models.get("civic_pages", {}):
        return  # Only some apps were migrated: our tables are not there yet.
    if not RejectionReason.objects.exists():
        RejectionReason.objects.bulk_create(
            RejectionReason(name=name, text=text, sort_order=order)
            for order, (name, text) in enumerate(REASONS)
        )
    if not Outcome.objects.exists():
        Outcome.objects.bulk_create(
            Outcome(name=name, slug=slug, needs_reason=needs_reason, sort_order=order)
            for order, (name, slug, needs_reason) in enumerate(OUTCOMES)
        )
