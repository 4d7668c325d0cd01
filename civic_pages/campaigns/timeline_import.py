"""Taking over a TimelineJS timeline: a new block in a draft of the page, and what was left out."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from civic_blocks.timelinejs import rows
from civic_blocks.timelinejs.reading import Imported, read
from civic_pages.campaigns.file_import import CampaignFileView
from civic_pages.campaigns.mixins import CampaignMixin


MAX_BYTES = 2_000_000
URL_NAME = "civic_timeline_import"


def document_of(content: bytes) -> Any:
    """Return a TimelineJS document out of a file of either of its forms, JSON or CSV.

    Raises:
        ValidationError: it is neither.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("This file is not text in UTF-8.")) from error
    if not text.lstrip().startswith(("{", "[")):
        return rows.document_of(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This JSON cannot be read.")) from error


class TimelineFileForm(forms.Form):
    """A file and where it comes from; ``imported`` is what was read, once it is valid."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "The JSON of a TimelineJS timeline, or its spreadsheet saved as CSV. At most 2 MB."
        ),
        widget=forms.FileInput({"accept": ".json,.csv"}),
    )
    base = forms.URLField(
        required=False,
        assume_scheme="https",
        label=gettext_lazy("Address of the site it comes from"),
        help_text=gettext_lazy(
            "Pictures without the name of a site are looked for there: https://example.org"
        ),
    )
    imported: Imported

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is None or self.errors:
            return cleaned
        if upload.size > MAX_BYTES:
            self.add_error("file", _("This file is too large."))
            return cleaned
        try:
            self.imported = read(document_of(upload.read()), base=cleaned.get("base") or "")
        except ValidationError as error:
            self.add_error("file", error)
        return cleaned


class TimelineImportView(CampaignFileView):
    """Reads a file into a draft of a campaign; nothing public changes before it is published."""

    form_class = TimelineFileForm
    page_title = gettext_lazy("Import a timeline")
    header_icon = "history"
    template_name = "civic_pages/admin/timeline_import.html"

    def form_valid(self, form: TimelineFileForm) -> HttpResponse:
        imported = form.imported
        append_timeline(self.campaign, imported, user=self.request.user)
        url = reverse("wagtailadmin_pages:edit", args=[self.campaign.pk])
        context = self.get_context_data(form=TimelineFileForm(), imported=imported, edit_url=url)
        return self.render_to_response(context)


@transaction.atomic
def append_timeline(page: Any, imported: Imported, *, user: Any) -> Any:
    """Add what was read to the newest draft of a page, as a timeline at its end; return the draft."""
    draft = page.get_latest_revision_as_object()
    block = draft.body.stream_block.child_blocks["timeline"]
    draft.body.append(("timeline", block.to_python(imported.block_value())))
    return draft.save_revision(user=user, log_action=True)


def page_buttons(
    page: Page, user: Any, next_url: str | None = None, view_name: str = ""
) -> list[Button]:
    """Return the link in the menu of a campaign's page editor."""
    specific: Any = page.specific_deferred
    if not isinstance(specific, CampaignMixin) or not page.permissions_for_user(user).can_edit():
        return []
    url = reverse(URL_NAME, args=[page.pk])
    return [Button(_("Import a timeline"), url, icon_name="history", priority=77)]


def urls() -> list[URLPattern]:
    return [path("civic/timeline/<int:pk>/", TimelineImportView.as_view(), name=URL_NAME)]
