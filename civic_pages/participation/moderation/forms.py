"""What a moderator types."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_blocks.forms import CoordinateField
from civic_pages.participation import policy, reach
from civic_pages.participation.actions import Reply, state_of
from civic_pages.participation.actions.relocating import MOST_REASON
from civic_pages.participation.models import OfficialAnswer, Outcome, RejectionReason
from civic_pages.participation.personal_data import FLAGGED, Found


MAX_REASON = 2000


class ReadyReasonSelect(forms.Select):
    """A choice of reasons; each option carries its text, which a script puts into the box."""

    class Media:
        js = (Script("civic_pages/admin/ready-reason.js", defer=True),)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        reason = getattr(value, "instance", None)
        if reason is not None:
            option["attrs"]["data-civic-text"] = reason.text
        return option


class RelocateForm(forms.Form):
    """Where a contribution really is, and why the team says so."""

    prefix = "relocate"
    latitude = CoordinateField(limit=90, label=gettext_lazy("Latitude"), widget=forms.TextInput)
    longitude = CoordinateField(limit=180, label=gettext_lazy("Longitude"), widget=forms.TextInput)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        help_text=gettext_lazy("Needed only where the point lies in none."),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is put there"),
        help_text=gettext_lazy("It is kept in the history; the public never reads it."),
        max_length=MOST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, data: Any = None, *, territory: Any, exact: Any = None) -> None:
        known = {}
        if exact is not None and exact.latitude is not None:
            known = {"latitude": str(exact.latitude), "longitude": str(exact.longitude)}
        super().__init__(data, initial=known)
        sectors: Any = self.fields["sector"]
        named = [(key, name) for key, name, _area in territory.sectors]
        sectors.choices = [("", gettext_lazy("The one in which the point lies")), *named]


class RejectForm(forms.Form):
    """Why a contribution is not published: one of the city's reasons, one's own words, or both."""

    ready = forms.ModelChoiceField(
        label=gettext_lazy("One of our reasons"),
        queryset=RejectionReason.objects.all(),
        required=False,
        empty_label=gettext_lazy("None: I write it myself"),
        widget=ReadyReasonSelect({"data-civic-ready-reason": "id_reason"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "The contributor receives it by e-mail. Name the rule that applies. "
            "Left empty, the reason chosen above is sent."
        ),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Join the chosen reason and one's own words into ``reason``."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ready, typed = cleaned.pop("ready", None), cleaned.get("reason", "").strip()
        parts = [ready.text] if ready is not None and ready.text not in typed else []
        cleaned["reason"] = "\n\n".join([*parts, *([typed] if typed else [])])
        if not cleaned["reason"] and "reason" not in self.errors:
            self.add_error("reason", _("Give a reason: the contributor will read it."))
        return cleaned


class ModeratorChoiceField(forms.ModelChoiceField[Any]):
    """Somebody who may moderate, by the name the team knows."""

    def label_from_instance(self, user: Any) -> str:
        return policy.name_of(user)


class AssignForm(forms.Form):
    to = ModeratorChoiceField(
        label=gettext_lazy("Assigned to"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = policy.moderators(reach.of(by, policy.MODERATE))


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Add a note"),
        help_text=gettext_lazy("For the team only: never published, never sent."),
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write something.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_note_%s", **kwargs})


@dataclass(frozen=True)
class Offered:
    """Personal data that was found: as it is posted, as it stands in the text, and its kind."""

    value: str
    text: str
    kind: Found

    @property
    def is_ticked(self) -> bool:
        """A street is often what a contribution is about: it goes at the moderator's wish only."""
        return self.kind in FLAGGED


class RedactForm(forms.Form):
    """What to take out of the public answers: what was found, and one's own choice."""

    found = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    other = forms.CharField(
        label=gettext_lazy("Also remove this text"),
        help_text=gettext_lazy(
            "As it is written, for instance somebody's name; at least 3 letters."
        ),
        max_length=200,
        min_length=3,
        required=False,
    )

    def __init__(self, *args: Any, found: list[tuple[str, Found]], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_redact_%s", **kwargs})
        # Browsers send other line breaks and spaces than they were given.
        self.offered = [Offered(" ".join(text.split()), text, kind) for text, kind in found]
        boxes: Any = self.fields["found"]
        boxes.choices = [(item.value, item.value) for item in self.offered]

    @property
    def literals(self) -> list[str]:
        """What is to be taken out, to the letter."""
        cleaned = self.cleaned_data
        chosen = [item.text for item in self.offered if item.value in cleaned["found"]]
        return [*chosen, *([cleaned["other"]] if cleaned["other"] else [])]


NOW, LATER, DRAFT, KEEP = "now", "later", "draft", "keep"


class AnswerForm(forms.Form):
    """The answer of the city, and when it is published.

    Args:
        now: what is later than this is scheduled.
        official: the answer that is changed; ``None``: a new one.
    """

    outcome = forms.ModelChoiceField(
        label=gettext_lazy("Outcome"),
        queryset=Outcome.objects.all(),
        required=False,
        empty_label=gettext_lazy("None yet"),
    )
    text = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("Everybody reads it beneath the contribution."),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    signed = forms.CharField(
        label=gettext_lazy("Signed by"),
        help_text=gettext_lazy("For instance a department or an elected official; may stay empty."),
        max_length=120,
        required=False,
    )
    when = forms.ChoiceField(label=gettext_lazy("Publication"), widget=forms.RadioSelect)
    publish_at = forms.DateTimeField(
        label=gettext_lazy("Publish on"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(
        self, *args: Any, now: datetime, official: OfficialAnswer | None = None, **kwargs: Any
    ) -> None:
        initial = _initial(official, now) if official is not None else {"when": NOW}
        super().__init__(*args, **{"initial": initial, "auto_id": "id_answer_%s", **kwargs})
        self.now, self.official = now, official
        when: Any = self.fields["when"]
        when.choices = [
            (KEEP, _("It stays published"))
            if initial["when"] == KEEP
            else (NOW, _("Now: contributors are written to")),
            (LATER, _("Later, at the time below: contributors are written to then")),
            (DRAFT, _("Not yet: keep it as a draft")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("when") == LATER and "publish_at" not in self.errors:
            if cleaned.get("publish_at") is None:
                self.add_error("publish_at", _("Give the day and the time."))
            elif cleaned["publish_at"] <= self.now:
                self.add_error("publish_at", _("Give a time to come."))
        if not {"text", "outcome"} & set(self.errors):
            self._check_words()
        return cleaned

    def _check_words(self) -> None:
        try:
            self.reply().check()
        except forms.ValidationError as error:
            self.add_error(None, error)

    def reply(self) -> Reply:
        """Return what the city says, of a form whose words are valid."""
        cleaned = self.cleaned_data
        kept = self.official.publish_at if self.official is not None else None
        times = {NOW: self.now, LATER: cleaned.get("publish_at"), DRAFT: None, KEEP: kept}
        return Reply(
            text=cleaned.get("text", ""),
            outcome=cleaned.get("outcome"),
            signed=cleaned.get("signed", ""),
            publish_at=times.get(cleaned.get("when", DRAFT)),
        )


def _initial(official: OfficialAnswer, now: datetime) -> dict[str, Any]:
    """Return what the form of a stored answer shows first."""
    state = state_of(official.publish_at, now=now)
    return {
        "outcome": official.outcome_id,
        "text": official.text,
        "signed": official.signed,
        "when": {"draft": DRAFT, "scheduled": LATER, "public": KEEP}[state],
        "publish_at": official.publish_at if state == "scheduled" else None,
    }
