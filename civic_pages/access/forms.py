"""What somebody says who makes a key."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_pages import conf
from civic_pages.access.actions import Asked
from civic_pages.access.scopes import SCOPES, held_by
from civic_pages.participation import policy, reach
from civic_pages.participation.desk.campaigns import campaign_models


DAYS = (30, 90, 180, 365)


class UserChoiceField(forms.ModelChoiceField[Any]):
    """Somebody of the staff, by the name the team knows."""

    def label_from_instance(self, user: Any) -> str:
        return policy.name_of(user)


class KeyForm(forms.Form):
    """A key for oneself; a superuser may make it for somebody else.

    Args:
        user: who makes it.
    """

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Which program it is for, for instance “Data warehouse, every night”."),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    user = UserChoiceField(
        label=_("Acts for"),
        help_text=_("The key may never do more than this person, and is idle when they leave."),
        queryset=None,
    )
    scopes = forms.MultipleChoiceField(label=_("May do"), widget=forms.CheckboxSelectMultiple)
    campaigns: Any = forms.ModelMultipleChoiceField(
        label=_("Only in these campaigns"),
        help_text=_("None ticked: in all campaigns of the person, those to come too."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=_("Lasts"), coerce=int, initial=90)

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data, initial={"user": user})
        self.maker = user
        fields: Any = self.fields
        if user.is_superuser:
            people = get_user_model()
            active = people.objects.filter(is_active=True)
            fields["user"].queryset = active.order_by(people.USERNAME_FIELD)
        else:
            del fields["user"]
        offered = SCOPES.values() if user.is_superuser else held_by(user)
        fields["scopes"].choices = [(s.name, f"{s.label} ({s.name})") for s in offered]
        fields["campaigns"].queryset = campaigns(user)
        most = conf.get("API_KEY_MAX_DAYS")
        lasting = sorted({days for days in DAYS if days < most} | {most})
        fields["days"].choices = [(days, format_lazy(_("{n} days"), n=days)) for days in lasting]

    def asked(self) -> Asked:
        """Return what is asked for; the form is valid."""
        cleaned = self.cleaned_data
        return Asked(
            user=cleaned.get("user", self.maker),
            name=cleaned["name"],
            scopes=cleaned["scopes"],
            days=cleaned["days"],
            campaigns=list(cleaned["campaigns"]) or None,
        )

    def refuse(self, error: forms.ValidationError) -> None:
        """Show what the action found wrong, beside its field where the form has it."""
        for field, messages in error.message_dict.items():
            self.add_error(field if field in self.fields else None, messages)


def campaigns(user: Any) -> Any:
    """Return the pages a key can be limited to: where its maker may do anything a key may."""
    known = Page.objects.type(*campaign_models())
    found = known.none()
    for scope in held_by(user):
        found |= reach.within(known, user, scope.needs, campaign="")
    return found.order_by("title")
