"""What a moderator types."""

from django import forms
from django.utils.translation import gettext_lazy as _


MAX_REASON = 2000


class RejectForm(forms.Form):
    """The reason for which a contribution is not published; its contributor reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The contributor receives it by e-mail. Name the rule that applies."),
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Give a reason: the contributor will read it.")},
    )
