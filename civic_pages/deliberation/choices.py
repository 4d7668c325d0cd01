"""Words with a fixed meaning in a discussion."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic_pages.participation.choices import Status


class Position(TextChoices):
    """What somebody thinks of a clause or of a whole text."""

    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")


class Stance(TextChoices):
    """All that a reaction may be: a support of words, or a position on a text."""

    SUPPORT = "support", _("Support")
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstain")


# A comment is neither merged nor excluded; its statuses are those of contributions otherwise, in
# words of their own: languages agree them with what they are said of.
COMMENT_STATUSES = [
    (Status.UNCONFIRMED.value, pgettext_lazy("comment", "Not confirmed")),
    (Status.PENDING.value, pgettext_lazy("comment", "To moderate")),
    (Status.PUBLISHED.value, pgettext_lazy("comment", "Published")),
    (Status.REJECTED.value, pgettext_lazy("comment", "Not published")),
    (Status.WITHDRAWN.value, pgettext_lazy("comment", "Withdrawn")),
]
