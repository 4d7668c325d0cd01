"""Words with a fixed meaning: statuses and what may follow them, kinds, sources, precisions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    PENDING = "pending", _("To moderate")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Not published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")


# What may follow what. Withdrawn and merged are ends; a moderator's decision can be taken back.
TRANSITIONS: dict[str, frozenset[str]] = {
    Status.UNCONFIRMED: frozenset({Status.PENDING, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.PENDING: frozenset({Status.PUBLISHED, Status.REJECTED, Status.WITHDRAWN, Status.MERGED}),
    Status.PUBLISHED: frozenset({Status.REJECTED, Status.WITHDRAWN, Status.MERGED}),
    Status.REJECTED: frozenset({Status.PUBLISHED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset(),
    Status.MERGED: frozenset(),
}


class Kind(TextChoices):
    INDIVIDUAL = "individual", _("Individual")
    COLLECTIVE = "collective", _("Collective")


class Source(TextChoices):
    WEB = "web", _("Web")
    PAPER = "paper", _("Paper")
    WORKSHOP = "workshop", _("Workshop")
    PHONE = "phone", _("Phone")
    STAND = "stand", _("Stand")
    IMPORT = "import", _("Import")


class Moderation(TextChoices):
    BEFORE = "before", _("Before publication")
    AFTER = "after", _("After publication")


class Precision(TextChoices):
    EXACT = "exact", _("Exact point: for public places only")
    SECTOR = "sector", _("Sector only: contributions are listed without a point")
    AREAS = "areas", _("Homes: nothing but counts, by areas of at least eleven answers")
