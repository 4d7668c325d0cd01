"""Words with a fixed meaning in a discussion."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
