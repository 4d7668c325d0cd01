"""What a moderator fills in about a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_pages.deliberation.actions.commenting import MOST_LETTERS
from civic_pages.participation.moderation import forms as contribution_forms


class RejectForm(contribution_forms.RejectForm):
    """Why a comment is not published: one of the city's reasons, one's own words, or both."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "Its author receives it by e-mail where the campaign confirms addresses. "
            "Name the rule that applies. Left empty, the reason chosen above is sent."
        ),
        max_length=contribution_forms.MAX_REASON,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


class SpeakForm(forms.Form):
    """An answer in the city's own name."""

    body = forms.CharField(
        label=_("Answer of the city"),
        help_text=_("Published at once beneath the comment, in the name of the city."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 5}),
    )
    signed = forms.CharField(
        label=_("Signed"),
        help_text=_("For instance: Parks department."),
        max_length=60,
        widget=forms.TextInput,
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
