"""Taking over texts of DemocracyOS: drafts beneath a campaign, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
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

from civic_pages.campaigns.file_import import CampaignFileView
from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.deliberation import democracyos
from civic_pages.deliberation.democracyos import Topic
from civic_pages.deliberation.pages import TextPage


MAX_BYTES = 5_000_000
URL_NAME = "civic_democracyos_import"


@dataclass(frozen=True)
class Taken:
    """What became of one topic; ``page`` is ``None`` where it is only looked at."""

    topic: Topic
    page: Any = None
    is_known: bool = False

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk]) if self.page else ""


@transaction.atomic
def take_over(
    campaign: Any, topics: Sequence[Topic], *, user: Any, dry_run: bool = False
) -> list[Taken]:
    """Make a draft of each topic beneath a campaign; one that is there already stays as it is."""
    # Two imports at once: the second one finds what the first has made.
    Page.objects.select_for_update().get(pk=campaign.pk)
    known = {page.external_id: page for page in _imported(campaign)}
    taken = []
    for topic in topics:
        page = known.get(topic.external_id)
        is_known = page is not None
        if page is None and not dry_run:
            page = known[topic.external_id] = _draft(campaign, topic, user)
        taken.append(Taken(topic, page, is_known))
    return taken


def _imported(campaign: Any) -> Any:
    return TextPage.objects.child_of(Page.objects.get(pk=campaign.pk)).exclude(external_id="")


def _draft(campaign: Any, topic: Topic, user: Any) -> Any:
    page = TextPage(
        title=topic.title,
        introduction=topic.introduction,
        clauses=topic.stream(),
        external_id=topic.external_id,
        live=False,
        owner=user,
        locale=campaign.locale,
    )
    # A fresh parent: treebeard counts its children from what it has in memory.
    Page.objects.get(pk=campaign.pk).add_child(instance=page)
    page.save_revision(user=user, log_action=True)
    return page


class TopicsForm(forms.Form):
    """A file; ``topics`` is what was read, once it is valid."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("The JSON of one or more topics of DemocracyOS. At most 5 MB."),
        widget=forms.FileInput({"accept": ".json"}),
    )
    topics: Sequence[Topic]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is None:
            return cleaned
        if upload.size > MAX_BYTES:
            self.add_error("file", _("This file is too large."))
            return cleaned
        try:
            self.topics = democracyos.read(upload.read())
        except ValidationError as error:
            self.add_error("file", error)
        return cleaned


class TopicsImportView(CampaignFileView):
    """Looks at a file, or makes drafts of it; nothing public changes before they are published."""

    form_class = TopicsForm
    page_title = gettext_lazy("Import texts of DemocracyOS")
    header_icon = "list-ol"
    template_name = "civic_pages/admin/text_import.html"
    needs = "can_add_subpage"

    def form_valid(self, form: TopicsForm) -> HttpResponse:
        is_look = "look" in self.request.POST
        taken = take_over(self.campaign, form.topics, user=self.request.user, dry_run=is_look)
        context = self.get_context_data(form=TopicsForm(), taken=taken, is_look=is_look)
        return self.render_to_response(context)


def page_buttons(
    page: Page, user: Any, next_url: str | None = None, view_name: str = ""
) -> list[Button]:
    """Return the link in the menu of a campaign's page editor."""
    specific: Any = page.specific_deferred
    may = page.permissions_for_user(user).can_add_subpage()
    if not isinstance(specific, CampaignMixin) or not may:
        return []
    url = reverse(URL_NAME, args=[page.pk])
    return [Button(_("Import texts of DemocracyOS"), url, icon_name="list-ol", priority=78)]


def urls() -> list[URLPattern]:
    return [path("civic/texts/<int:pk>/import/", TopicsImportView.as_view(), name=URL_NAME)]
