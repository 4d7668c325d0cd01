"""What an operator says of the pile they are typing: asked once, kept from one entry to the next."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_pages.participation.desk.rows import noon
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.intake import Intake
from civic_pages.participation.models import Source


TYPED = (Source.PAPER, Source.WORKSHOP, Source.PHONE, Source.STAND)
SESSION = "civic_desk"


class CircumstancesForm(forms.Form):
    """How contributions came to the desk; its fields cannot be mistaken for questions."""

    prefix = "desk"
    source = forms.ChoiceField(
        label=_("How it came"),
        choices=[(source.value, source.label) for source in TYPED],
        widget=forms.RadioSelect,
    )
    batch = forms.CharField(
        label=_("Batch"),
        help_text=_("The pile, the workshop or the stand: “Market of 12 May”."),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    received = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.fields["received"].widget.attrs["max"] = today.isoformat()

    def clean_received(self) -> date:
        received: date = self.cleaned_data["received"]
        if received > self.today:
            raise ValidationError(_("This date is still to come."), code="future")
        return received

    def clean_batch(self) -> str:
        return " ".join(self.cleaned_data["batch"].split())

    def intake(self, operator: Any, *, now: datetime) -> Intake:
        """Return the circumstances of one entry; paper of an earlier day came at its noon."""
        received = self.cleaned_data["received"]
        return Intake(
            source=self.cleaned_data["source"],
            batch=self.cleaned_data["batch"],
            operator=operator,
            received_at=None if received == self.today else noon(received),
        )


class OutsideForm(forms.Form):
    """What the team says of a place outside the perimeter that it takes nevertheless."""

    prefix = "outside"
    accept = forms.BooleanField(
        label=_("Take it although it is outside the area"),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why it is taken"),
        help_text=_("For the history and for colleagues; never published."),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("accept") and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why this place is taken."))
        return cleaned

    def accepted(self) -> str:
        """Return the reason; empty where the place is not taken, or nothing says why."""
        said = self.cleaned_data if self.is_bound and self.errors is not None else {}
        return str(said.get("reason") or "") if said.get("accept") else ""

    def concerns(self, form: ContributionForm) -> bool:
        """Tell whether there is a place outside to say something of."""
        outside = any(form.has_error(spec.key, "outside") for spec in form.definition)
        return outside or bool(self.is_bound and self["accept"].value())


@dataclass
class Sitting:
    """What the session remembers of an operator's work; dates are ISO 8601.

    The day received is forgotten the next morning: it would be wrong without anybody seeing it.
    """

    source: str = Source.PAPER
    batch: str = ""
    received: str = ""
    day: str = ""
    last: str = ""

    @classmethod
    def of(cls, session: Any, today: date) -> "Sitting":
        kept = cls(**session.get(SESSION, {}))
        if kept.day != today.isoformat():
            kept.received, kept.last = "", ""
        return kept

    def keep(self, session: Any, today: date) -> None:
        self.day = today.isoformat()
        session[SESSION] = asdict(self)

    def initial(self, today: date) -> dict[str, Any]:
        """Return what the form of circumstances begins with."""
        received = date.fromisoformat(self.received) if self.received else today
        return {"source": self.source, "batch": self.batch, "received": received}
