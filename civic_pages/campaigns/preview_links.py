"""The editor's page that makes a link to a draft for another front end."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import Page

from civic_blocks import ports
from civic_pages import conf
from civic_pages.campaigns import headless, previews
from civic_pages.campaigns.file_import import CampaignFileView
from civic_pages.campaigns.mixins import CampaignMixin


URL_NAME = "civic_preview_link"
ACTION = "civic.preview_link"


def api_address(page: Any, token: str) -> str:
    """Return the whole address at which the API answers a draft; "" where there is no API."""
    find = getattr(ports.current(ports.LiveEndpoints), "campaign", None)
    site = page.get_site()
    if find is None or site is None:
        return ""
    return f"{site.root_url}{find(page)}?{urlencode({'preview': token})}"


class PreviewLinkView(CampaignFileView):
    """Says what a link opens and for how long; makes one when asked to, and logs that."""

    form_class = forms.Form
    page_title = gettext_lazy("Preview in another front end")
    header_icon = "view"
    template_name = "civic_pages/admin/preview_link.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(minutes=conf.get("PREVIEW_SECONDS") // 60, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        page, user = self.campaign, self.request.user
        token = previews.token_for(page, user)
        log(instance=page, action=ACTION, user=user)
        links = [
            (_("For people: the other front end"), headless.client_address(page, token)),
            (_("For programs: the API"), api_address(page, token)),
        ]
        ends = timezone.now() + timedelta(seconds=conf.get("PREVIEW_SECONDS"))
        given = {"links": [link for link in links if link[1]], "ends": ends, "token": token}
        response = self.render_to_response(self.get_context_data(form=form, **given))
        response["Cache-Control"] = "no-store"
        return response


def page_buttons(
    page: Page, user: Any, next_url: str | None = None, view_name: str = ""
) -> list[Button]:
    """Return the link in the menu of a campaign's page editor."""
    if page.pk is None or not isinstance(page.specific_deferred, CampaignMixin):
        return []
    if not previews.may_preview(user, page):
        return []
    url = reverse(URL_NAME, args=[page.pk])
    return [Button(_("Preview in another front end"), url, icon_name="view", priority=78)]


def urls() -> list[URLPattern]:
    return [path("civic/preview-link/<int:pk>/", PreviewLinkView.as_view(), name=URL_NAME)]


def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        ACTION, gettext_lazy("Make a preview link"), gettext_lazy("Made a link to the draft")
    )


def register() -> None:
    """Register with Wagtail's hooks; called by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_page_header_buttons", page_buttons)
    hooks.register("register_log_actions", log_actions)
