"""What must be true before a campaign is published; a draft may be half-written."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from civic_blocks.blocks.contribution_form import ContributionFormBlock
from civic_blocks.definitions import FormDefinition
from civic_pages.campaigns import home_checks
from civic_pages.campaigns.phases import CONTRIBUTE
from civic_pages.campaigns.presets import TerritoryPreset
from civic_pages.participation import archiving, login
from civic_pages.participation.choices import Identity


class CampaignPageForm(WagtailAdminPageForm):
    """Checks, when publishing, that citizens can be asked lawfully and that dates make sense."""

    ready_territory = ModelChoiceField(
        TerritoryPreset.objects.all(),
        required=False,
        label=_("Take from a ready territory"),
        empty_label=_("None"),
        help_text=_(
            "Its perimeter and its sectors replace those below when you save. "
            "A later change of the ready territory changes nothing here."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._take_territory(cleaned)
        if not self.is_deferred_validation:
            self._keep_answers_apart(cleaned)
            self._check_forms(cleaned)
            self._check_calendar()
        return cleaned

    def _take_territory(self, cleaned: dict[str, Any]) -> None:
        """Copy what the chosen territory has over what the boxes hold, even what is unreadable."""
        chosen = cleaned.get("ready_territory")
        for name in ("perimeter", "sectors"):
            if chosen is not None and getattr(chosen, name) and name in self.fields:
                cleaned[name] = getattr(chosen, name)
                self.errors.pop(name, None)

    def _check_forms(self, cleaned: dict[str, Any]) -> None:
        forms = [
            child.value.definition(child.id or "")
            for child in cleaned.get("body") or []
            if isinstance(child.block, ContributionFormBlock)
        ]
        if forms and not strip_tags(cleaned.get("legal_text") or "").strip():
            message = _("Say who processes the answers and on which legal basis before publishing.")
            self.add_error("legal_text", ValidationError(message, code="legal_text"))
        asks_for_point = any(form.of_type("point") for form in forms)
        if asks_for_point and not cleaned.get("perimeter") and "perimeter" not in self.errors:
            message = _("The form asks for a point on the map: draw the perimeter it must lie in.")
            self.add_error("perimeter", ValidationError(message, code="perimeter"))
        for name, error in home_checks.problems(cleaned, forms):
            if name not in self.errors:
                self.add_error(name, error)
        self._check_identity(cleaned.get("identity"), forms)

    def _check_identity(self, identity: str | None, forms: list[FormDefinition]) -> None:
        """Refuse a campaign that asks for what its forms or its site cannot give."""
        if identity == Identity.EMAIL and any(form.of_type("email") is None for form in forms):
            message = _(
                "A link can only be sent to an address: add the question “E-mail of the "
                "contributor” to the form."
            )
            self.add_error("identity", ValidationError(message, code="identity_email"))
        if identity == Identity.ACCOUNT and not login.is_possible():
            message = _("Nobody can log in on this site: it has no page for it yet.")
            self.add_error("identity", ValidationError(message, code="identity_account"))

    def _keep_answers_apart(self, cleaned: dict[str, Any]) -> None:
        """Give a retyped question a new technical name, so that old answers keep theirs."""
        for child in cleaned.get("body") or []:
            if self.instance.pk is None or not isinstance(child.block, ContributionFormBlock):
                continue
            names = archiving.renamed(child.value.definition(child.id or ""), self.instance.pk)
            if names:
                child.value.rename(names)

    def _check_calendar(self) -> None:
        phases = self.formsets.get("phases")
        if phases is None:
            return
        rows = [
            form for form in phases.forms if form.is_valid() and not form.cleaned_data.get("DELETE")
        ]
        for form in rows:
            phase = form.instance.as_phase()
            if CONTRIBUTE in phase.allows and phase.start is None:
                message = _("A phase in which citizens contribute needs a start.")
                form.add_error("start_date", ValidationError(message, code="start"))
                self.add_error(None, message)
