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
    EXCLUDED = "excluded", _("Excluded")


# What may follow what. Withdrawn is an end; a moderator's decision can be taken back, and so can a
# merge and an exclusion: both go back to the status that was left for them. A contribution whose
# author corrects the address has to be confirmed again.
TRANSITIONS: dict[str, frozenset[str]] = {
    Status.UNCONFIRMED: frozenset(
        {Status.PENDING, Status.PUBLISHED, Status.WITHDRAWN, Status.EXCLUDED}
    ),
    Status.PENDING: frozenset(
        {
            Status.UNCONFIRMED,
            Status.PUBLISHED,
            Status.REJECTED,
            Status.WITHDRAWN,
            Status.MERGED,
            Status.EXCLUDED,
        }
    ),
    Status.PUBLISHED: frozenset(
        {
            Status.UNCONFIRMED,
            Status.PENDING,
            Status.REJECTED,
            Status.WITHDRAWN,
            Status.MERGED,
            Status.EXCLUDED,
        }
    ),
    Status.REJECTED: frozenset(
        {Status.PENDING, Status.PUBLISHED, Status.WITHDRAWN, Status.EXCLUDED}
    ),
    Status.WITHDRAWN: frozenset(),
    Status.MERGED: frozenset({Status.PENDING, Status.PUBLISHED, Status.WITHDRAWN}),
    Status.EXCLUDED: frozenset(
        {
            Status.UNCONFIRMED,
            Status.PENDING,
            Status.PUBLISHED,
            Status.REJECTED,
            Status.WITHDRAWN,
        }
    ),
}


class Kind(TextChoices):
    INDIVIDUAL = "individual", _("Individual")
    COLLECTIVE = "collective", _("Collective")


class GroupType(TextChoices):
    """What kind of group a collective contribution speaks for."""

    ASSOCIATION = "association", _("Association")
    RESIDENTS = "residents", _("Group of residents")
    COUNCIL = "council", _("Neighbourhood council")
    SCHOOL = "school", _("School or class")
    COMPANY = "company", _("Company or shop")
    UNION = "union", _("Union or political group")
    OTHER = "other", _("Other group")


class Held(TextChoices):
    """How a group came to its contribution."""

    WORKSHOP = "workshop", _("Workshop")
    COUNCIL = "council", _("Neighbourhood council session")
    MEETING = "meeting", _("Public meeting")
    ONLINE = "online", _("Online")
    SURVEY = "survey", _("Survey or petition")
    OTHER = "other", _("Otherwise")


class Identity(TextChoices):
    """How a campaign makes sure that a contribution comes from somebody."""

    ANONYMOUS = "anonymous", _("Nothing is asked")
    EMAIL = "email", _("An e-mail address, confirmed by a link")
    ACCOUNT = "account", _("An account")


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


class Licence(TextChoices):
    """Under which licence the open data of a campaign are published (SPDX-like names)."""

    LOV2 = "lov2", _("Licence Ouverte 2.0 (Etalab)")
    ODBL = "odbl", _("Open Database License (ODbL)")
    CCBY = "ccby", _("Creative Commons Attribution 4.0")
