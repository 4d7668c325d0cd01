"""Commitments in Wagtail's admin: all of a synthesis, where each stands, and its next step."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from civic_pages.synthesis import actions
from civic_pages.synthesis.admin_views import SynthesisView
from civic_pages.synthesis.records import CommitmentStatus, CommitmentStep
from civic_pages.synthesis.statements import Statement, themes


class StepForm(forms.Form):
    """Where a commitment stands, from which day on, and what there is to say."""

    status = forms.ChoiceField(choices=CommitmentStatus, label=gettext_lazy("Status"))
    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("What happened"),
        widget=forms.Textarea({"rows": 2}),
    )


@dataclass(frozen=True)
class Row:
    """A commitment, its steps as stored, and the form of its next."""

    statement: Statement
    steps: list[CommitmentStep]
    form: StepForm


class CommitmentsView(SynthesisView):
    """Every commitment of a synthesis in one table."""

    template_name = "civic_pages/synthesis/admin/commitments.html"
    page_title = gettext_lazy("Commitments")
    refused: StepForm | None = None
    refused_for = ""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if step := request.POST.get("remove", ""):
            if step.isdecimal() and actions.remove_step(self.page, int(step), by=request.user):
                messages.success(request, _("The step is taken back."))
            return redirect(self.url("civic_commitments"))
        commitment = request.POST.get("commitment", "")
        form = StepForm(request.POST, prefix=commitment)
        if form.is_valid() and self._added(form, commitment):
            messages.success(request, _("The step is published with the synthesis."))
            return redirect(self.url("civic_commitments"))
        self.refused, self.refused_for = form, commitment
        context = self.get_context_data()
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _added(self, form: StepForm, commitment: str) -> bool:
        entered = actions.Standing(**form.cleaned_data)
        try:
            actions.add_step(
                self.page, commitment, entered, by=self.request.user, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
            return False
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self._rows()
        statuses = [row.statement.commitment.status for row in rows if row.statement.commitment]
        counts = [(str(s.label), s.value, statuses.count(s.value)) for s in CommitmentStatus]
        return {**super().get_context_data(**kwargs), "rows": rows, "counts": counts}

    def _rows(self) -> list[Row]:
        stored: dict[str, list[CommitmentStep]] = {}
        for step in CommitmentStep.objects.filter(synthesis_id=self.page.pk):
            stored.setdefault(step.commitment, []).append(step)
        return [
            Row(statement, stored.get(statement.id, []), self._form(statement.id))
            for theme in themes(self.draft, with_citations=False)
            for statement in theme.statements
            if statement.commitment is not None
        ]

    def _form(self, commitment: str) -> StepForm:
        if self.refused is not None and self.refused_for == commitment:
            return self.refused
        return StepForm(prefix=commitment, initial={"on": timezone.localdate()})
