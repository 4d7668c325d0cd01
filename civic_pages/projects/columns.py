"""What the columns of a city's file of projects are, and how their cells are read."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from civic_pages.participation.searching import fold
from civic_pages.projects.choices import ProjectStatus, Scope


S = ProjectStatus
# Target -> beginnings of headers (folded, "_" as a space) that name it; the first target that fits takes
# a column. Headers of our own export are there too, in both languages.
HEADERS: dict[str, tuple[str, ...]] = {
    "external_id": ("external id", "identifiant", "id externe"),
    "title": ("title", "titre", "nom du projet", "intitule"),
    "summary": ("summary", "resume", "chapeau"),
    "description": ("description", "descriptif"),
    "category": ("category", "categorie", "thematique", "theme"),
    "scope": ("scope", "portee", "echelle", "perimetre"),
    "sector": ("sector", "secteur", "quartier", "arrondissement"),
    "address": ("place", "lieu", "adresse", "address"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon"),
    "edition": ("edition", "millesime"),
    "expected": ("realisation expected", "realisation prevue", "livraison prev", "livraison"),
    "cost": ("cost", "cout", "budget global", "budget", "montant"),
    "on_study": ("debut etudes", "etude le", "studied on"),
    "on_vote": ("vote le", "date du vote", "voted on"),
    "on_chosen": ("retenu le", "choisi le", "chosen on"),
    "on_design": ("lancement procedure", "preparation le"),
    "on_works": ("lancement travaux", "debut travaux", "travaux le", "works on"),
    "on_done": ("ouverture", "realise le", "livre le", "realised on"),
    "on_abandoned": ("abandonne le", "abandoned on"),
    "status": ("status", "statut", "avancement", "etat"),
}
# Headers that begin like one of ours and say something else.
NOT_OURS = ("budget intervalle",)
# What cities write of where a project stands, folded, beside our own codes and words.
STATUS_WORDS: dict[str, str] = {
    "a l'etude": S.STUDY, "etude": S.STUDY, "en cours d'etude": S.STUDY,
    "non realisable": S.INFEASIBLE, "infaisable": S.INFEASIBLE, "irrecevable": S.INFEASIBLE,
    "au vote": S.VOTE, "soumis au vote": S.VOTE, "vote": S.VOTE,
    "non retenu": S.NOT_CHOSEN, "non laureat": S.NOT_CHOSEN,
    "retenu": S.CHOSEN, "laureat": S.CHOSEN, "gagnant": S.CHOSEN, "non demarre": S.CHOSEN,
    "etudes": S.DESIGN, "procedures": S.DESIGN, "en preparation": S.DESIGN,
    "travaux": S.WORKS, "en travaux": S.WORKS, "livraison": S.WORKS, "en cours": S.WORKS,
    "fin": S.DONE, "realise": S.DONE, "livre": S.DONE, "termine": S.DONE, "acheve": S.DONE,
    "abandonne": S.ABANDONED, "abandon": S.ABANDONED,
}  # fmt: skip
# "NON LANCÉE", "Non ouvert", "NON REGISTRE": what Paris writes into a cell that holds nothing.
NOTHING = re.compile(r"^(?:non (?!retenu|laureat|demarre$|realisable).*|neant|n/?a|-+)$")
DAY = re.compile(r"^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[T ].*)?$")
FRENCH_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")


class Unreadable(ValueError):
    """A cell that says something, but not what its column is for; the message says what is wrong."""


def matched(headers: Sequence[str]) -> dict[str, int]:
    """Return the place of each target's column, of those that are found."""
    folded = [" ".join(fold(header).replace("_", " ").split()) for header in headers]
    found: dict[str, int] = {}
    for target, names in HEADERS.items():
        for name in names:
            fitting = (
                place
                for place, header in enumerate(folded)
                if place not in found.values()
                and header not in NOT_OURS
                and (header == name or header.startswith(f"{name} "))
            )
            place = next(fitting, None)
            if place is not None:
                found[target] = place
                break
    return found


def meant(cell: str) -> str:
    """Return a cell without the space around it; "" where it says that it holds nothing."""
    text = cell.strip()
    return "" if NOTHING.match(fold(text)) else text


def day_of(cell: str) -> date | None:
    """Return the day of a cell: ISO 8601 (to the year or the month: their first day), or 31/12/2026.

    Raises:
        Unreadable: it is none.
    """
    text = meant(cell)
    if not text:
        return None
    french, iso = FRENCH_DAY.match(text), DAY.match(text)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
        if iso:
            return date(int(iso[1]), int(iso[2] or 1), int(iso[3] or 1))
    except ValueError:
        pass
    raise Unreadable(_("This is no date: write 2026-12-31 or 31/12/2026."))


def euros_of(cell: str) -> int | None:
    """Return whole euros: "45 000 €", "45000.00", "1,5" (rounded).

    Raises:
        Unreadable: it is no amount, or below nothing.
    """
    text = re.sub(r"[\s\u00a0\u202f€]", "", meant(cell)).replace(",", ".")
    if not text:
        return None
    if not re.fullmatch(r"\d{1,12}(?:\.\d*)?", text) or float(text) > 2_147_483_647:
        raise Unreadable(_("This is no amount in euros."))
    return round(float(text))


def degrees_of(cell: str, limit: int) -> float | None:
    """Return degrees.

    Raises:
        Unreadable: it is no number, or more than ``limit``.
    """
    text = meant(cell).replace(",", ".")
    if not text:
        return None
    if not re.fullmatch(r"[-+]?\d{1,3}(?:\.\d*)?", text) or abs(float(text)) > limit:
        raise Unreadable(
            _("These are no degrees between −%(limit)d and %(limit)d.") % {"limit": limit}
        )
    return round(float(text), 6)


def status_of(cell: str) -> str:
    """Return the status that a cell means; "" where it says nothing.

    Raises:
        Unreadable: nobody knows that word.
    """
    word = fold(cell)
    if not word:
        return ""
    ours = {**{value: value for value in S.values}, **{fold(str(m.label)): m.value for m in S}}
    known = {**STATUS_WORDS, **ours}
    if word not in known:
        raise Unreadable(_("This status is not known."))
    return known[word]


def scope_of(cell: str) -> str:
    """Return for whom a project is: a neighbourhood, unless the cell speaks of the whole city."""
    word = fold(cell)
    names = ("city", "ville", "parisien", "commune", "tout")
    whole = any(name in word for name in names) and "quartier" not in word
    return Scope.CITY if whole or word == fold(str(Scope.CITY.label)) else Scope.NEIGHBOURHOOD


def sector_of(cell: str, names: Mapping[str, str]) -> str:
    """Return the key of the sector a cell names; what names none stays as it is.

    Args:
        names: of the campaign's sectors, by key.
    """
    word = fold(meant(cell))
    for key, name in names.items():
        if word in {fold(key), fold(name)}:
            return key
    return meant(cell)[:50]
