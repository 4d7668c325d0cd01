"""The city's own words: reasons for not publishing, outcomes, e-mails."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from civic_pages.participation.models import MailTemplate, Outcome, RejectionReason
from civic_pages.participation.moderation.columns import YesNoColumn
from civic_pages.participation.notifications import sending


# What each placeholder stands for, and an example of it.
EXAMPLES = {
    "reference": (gettext_lazy("number of the contribution"), "ASV-2026-00042"),
    "title": (gettext_lazy("its title"), gettext_lazy("More benches in front of the school")),
    "campaign": (gettext_lazy("title of the campaign"), gettext_lazy("The city in 2030")),
    "campaign_url": (gettext_lazy("its address"), "https://participez.example.org/ville/"),
    "follow_url": (
        gettext_lazy("private link to follow, correct or withdraw the contribution"),
        "https://participez.example.org/ville/suivre/…/",
    ),
    "confirm_url": (
        gettext_lazy("link that confirms the contribution"),
        "https://participez.example.org/ville/confirmer/…/",
    ),
    "contact_email": (gettext_lazy("where questions go"), "participez@example.org"),
    "reason": (gettext_lazy("why it was not published"), gettext_lazy("It is off topic.")),
    "outcome": (gettext_lazy("outcome the city gives"), gettext_lazy("Retained")),
    "answer": (gettext_lazy("answer of the city"), gettext_lazy("Ten benches come in May.")),
    "answers": (gettext_lazy("all that the contributor said"), gettext_lazy("Idea: benches")),
    "synthesis_url": (
        gettext_lazy("address of the synthesis that cites it"),
        "https://participez.example.org/ville/synthese/",
    ),
    "statements": (
        gettext_lazy("statements that cite it, with their links"),
        gettext_lazy("Statement 2.3: benches every two hundred metres"),
    ),
    "followed": (gettext_lazy("what is followed, or to be"), gettext_lazy("The city in 2030")),
    "news": (
        gettext_lazy("what happened, each with its address"),
        gettext_lazy("- The vote begins\n  https://participez.example.org/ville/"),
    ),
    "manage_url": (
        gettext_lazy("page on which a follower changes what they receive"),
        "https://participez.example.org/suivi-par-courriel/gerer/…/",
    ),
    "stop_url": (
        gettext_lazy("link that ends these e-mails"),
        "https://participez.example.org/suivi-par-courriel/arreter/…/",
    ),
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class MailTemplateForm(WagtailAdminModelForm):
    """Checks the placeholders: those that exist, and those a message cannot do without."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))

    class Meta:
        model = MailTemplate
        fields = ("event", "language", "subject", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = {code[:2]: name for code, name in reversed(settings.LANGUAGES)}
        self.fields["language"].choices = sorted(languages.items(), key=lambda row: row[0] != "fr")

    def clean_subject(self) -> str:
        return self._known(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        return self._known(self.cleaned_data["body"])

    def _known(self, text: str) -> str:
        unknown = sorted(set(_PLACEHOLDER.findall(text)) - set(sending.PLACEHOLDERS))
        if unknown:
            names = ", ".join(f"{{{name}}}" for name in unknown)
            raise forms.ValidationError(
                _("There is no such placeholder: %(names)s."), params={"names": names}
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        used = set(_PLACEHOLDER.findall(cleaned.get("body", "")))
        missing = set(sending.NEEDED.get(cleaned.get("event", ""), ())) - used
        if missing and "body" not in self.errors:
            names = ", ".join(f"{{{name}}}" for name in sorted(missing))
            message = _("This message needs %(names)s.")
            self.add_error("body", forms.ValidationError(message, params={"names": names}))
        return cleaned


class MailPreviewMixin:
    """Shows the placeholders, and what is typed as a contributor would read it."""

    template_name = "civic_pages/admin/mail_template.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" not in request.POST:
            answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            return answer
        shown: HttpResponse = self.get(request, *args, **kwargs)  # type: ignore[attr-defined]
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        placeholders = [(name, *EXAMPLES[name]) for name in sending.PLACEHOLDERS]
        context["placeholders"] = placeholders
        if form.is_bound and form.is_valid():
            values = {name: example for name, _what, example in placeholders}
            context["preview"] = {
                name: sending.filled(form.cleaned_data[name], values)
                for name in ("subject", "body")
            }
        return context


class MailTemplatesView(generic.IndexView):
    # Wagtail's own label is made of the model's name, with "un(e)" before it in French.
    add_item_label = gettext_lazy("Write the text of an e-mail")


class RejectionReasonsView(generic.IndexView):
    add_item_label = gettext_lazy("Add a reason")


class OutcomesView(generic.IndexView):
    add_item_label = gettext_lazy("Add an outcome")


class MailTemplateCreateView(MailPreviewMixin, generic.CreateView):
    pass


class MailTemplateEditView(MailPreviewMixin, generic.EditView):
    pass


class MailTemplateViewSet(ModelViewSet):
    model = MailTemplate
    name = "civic_mails"
    icon = "mail"
    menu_label = gettext_lazy("E-mails")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = MailTemplatesView
    add_view_class = MailTemplateCreateView
    edit_view_class = MailTemplateEditView
    create_template_name = edit_template_name = MailPreviewMixin.template_name
    index_results_template_name = "civic_pages/admin/mails_results.html"
    list_display = [
        Column("event", label=gettext_lazy("Message"), accessor="get_event_display"),
        "language",
        "subject",
    ]
    exclude_form_fields: tuple[str, ...] = ()

    def get_form_class(self, **_kwargs: Any) -> type[MailTemplateForm]:
        return MailTemplateForm


class RejectionReasonViewSet(ModelViewSet):
    model = RejectionReason
    index_view_class = RejectionReasonsView
    name = "civic_reasons"
    icon = "cross"
    menu_label = gettext_lazy("Reasons for not publishing")
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["name", "text"]
    form_fields = ["name", "text", "sort_order"]
    sort_order_field = "sort_order"


class OutcomeDeleteView(generic.DeleteView):
    """Keeps an outcome that answers give: they would lose their meaning."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                deleted: HttpResponse = super().form_valid(form)
        except ProtectedError as error:
            count = len(error.protected_objects)
            text = ngettext(
                "%(n)d answer gives this outcome: it is kept.",
                "%(n)d answers give this outcome: it is kept.",
                count,
            )
            messages.error(self.request, text % {"n": count})
            return redirect(self.get_success_url())
        return deleted


class OutcomeViewSet(ModelViewSet):
    model = Outcome
    index_view_class = OutcomesView
    delete_view_class = OutcomeDeleteView
    name = "civic_outcomes"
    icon = "tasks"
    menu_label = gettext_lazy("Outcomes")
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = [
        "name",
        "slug",
        YesNoColumn(
            "needs_reason",
            label=gettext_lazy("A reason is required"),
            sort_key="needs_reason",
        ),
    ]
    form_fields = ["name", "slug", "needs_reason", "sort_order"]
    sort_order_field = "sort_order"


class WordingsGroup(ModelViewSetGroup):
    """What a city words itself, in the settings menu."""

    items = (RejectionReasonViewSet, OutcomeViewSet, MailTemplateViewSet)
    menu_label = gettext_lazy("Words of participation")
    menu_icon = "edit"
    menu_name = "civic-wordings"
    add_to_settings_menu = True
    add_to_admin_menu = False
