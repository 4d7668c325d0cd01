"""Forms of the admin: a webhook, and since when events are sent again."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Page

from civic_pages.campaigns.agenda import campaign_models
from civic_pages.participation import policy
from civic_pages.webhooks import addresses, events
from civic_pages.webhooks.models import Webhook


def campaigns() -> Any:
    """Return the campaigns of every class, by title."""
    keys = [pk for model in campaign_models() for pk in model.objects.values_list("pk", flat=True)]
    return Page.objects.filter(pk__in=keys).order_by("title")


def event_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all events, group by group; those of the team say so."""
    return [
        (str(group), [(event.name, _label(event)) for event in found])
        for group, found in events.grouped()
    ]


def _label(event: events.Event) -> str:
    told = f"{event.label} ({event.name})"
    return _("%(event)s – not public") % {"event": told} if event.team else told


class WebhookForm(WagtailAdminModelForm):
    """What a webhook is told of; what is not public only by whoever may moderate."""

    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=event_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one event.")},
    )
    campaigns = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Campaigns"),
        queryset=Page.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all campaigns, those to come too."),
    )

    class Meta:
        model = Webhook
        fields = ("name", "url", "events", "campaigns", "team", "enabled")
        widgets = {"url": forms.URLInput({"autocomplete": "off"})}
        help_texts = {
            "name": gettext_lazy("What the team calls the program that is told."),
            "url": gettext_lazy("Whole address, such as https://example.org/webhook."),
            "team": gettext_lazy(
                "Contributions that wait, are rejected or withdrawn: their reference and status, "
                "never what they say. Of homes nothing is told one by one."
            ),
            "enabled": gettext_lazy("Nothing is noted for a webhook that is switched off."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaigns"].queryset = campaigns()

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        addresses.parse(url)
        return url

    def clean_team(self) -> bool:
        team: bool = self.cleaned_data["team"]
        # The instance is still as it was.
        if (team or self.instance.team) and not policy.may(self.for_user, policy.MODERATE):
            raise forms.ValidationError(
                _("Only those who may moderate can ask for what is not public."), code="team"
            )
        return team

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [name for name in cleaned.get("events", ()) if events.EVENTS[name].team]
        if chosen and not cleaned.get("team") and "team" not in self.errors:
            names = ", ".join(str(events.EVENTS[name].label) for name in chosen)
            self.add_error(
                "team",
                forms.ValidationError(
                    _("Tick this box too: what you chose is not public (%(events)s).")
                    % {"events": names},
                    code="team",
                ),
            )
        return cleaned


class ReplayForm(forms.Form):
    """Since when all is sent again."""

    since = forms.DateTimeField(
        label=gettext_lazy("Send all again that happened since"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        if since > timezone.now():
            raise forms.ValidationError(_("This moment is still to come."), code="ahead")
        return since
