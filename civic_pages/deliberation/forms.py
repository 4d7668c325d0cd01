"""What a citizen fills in to comment, to answer, and to support without being known yet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_pages.deliberation.actions.commenting import MOST_LETTERS
from civic_pages.deliberation.choices import Position
from civic_pages.participation.abuse.honeypot import HoneypotMixin
from civic_pages.participation.forms import HONEYPOT


class EmailMixin(forms.Form):
    """A form that asks for an address where a link has to confirm who sends it."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("A link confirms that it is you. It is not published."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Give your e-mail address: a link confirms it.")},
    )

    def __init__(self, *args: Any, asks_email: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_email:
            del self.fields["email"]

    @property
    def shown(self) -> list[forms.BoundField]:
        """The visible fields, in order."""
        return [bound for bound in self if bound.name != HONEYPOT]


class CommentForm(HoneypotMixin, EmailMixin):
    """Words, the name shown beside them, and what they mean for the clause."""

    refusal = _("Your comment could not be sent.")

    position = forms.ChoiceField(
        label=_("Your position"),
        required=False,
        choices=[*Position.choices, ("", _("No position"))],
        widget=forms.RadioSelect,
    )
    body = forms.CharField(
        label=_("Your comment"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write your comment.")},
    )
    author_name = forms.CharField(
        label=_("Name shown"),
        help_text=_("Published beside your comment. You may leave it empty."),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )

    field_order = ("position", "body", "author_name", "email")

    def __init__(self, *args: Any, asks_position: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_comment_%s")
        super().__init__(*args, **kwargs)
        if not asks_position:
            del self.fields["position"]


class SupportForm(EmailMixin):
    """Shown where a support or a position needs more than a click."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_support_%s")
        super().__init__(*args, **kwargs)
