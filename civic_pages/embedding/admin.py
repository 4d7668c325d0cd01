"""Where an editor takes the code of a campaign's part, sees it, and learns where it may stand."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from civic_pages.campaigns.admin_page import CampaignAdminMixin
from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.embedding import addresses, choosing


URL_NAME = "civic_embed"


class EmbedView(CampaignAdminMixin, TemplateView):
    """The code of one part, a preview of it, and warnings."""

    page_title = gettext_lazy("Show in another site")
    header_icon = "code"
    template_name = "civic_pages/admin/embed.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_embed(self.campaign, request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        page = self.campaign
        choice = choosing.choice(page, self.request)
        return {
            **context,
            "page": page,
            "choice": choice,
            "is_public": page.live and not page.get_view_restrictions().exists(),
            "is_elsewhere": not choosing.is_ours(choice.preview_url, self.request),
            "settings_url": settings_url(page, self.request.user),
        }


def may_embed(page: Page, user: Any) -> bool:
    """Tell whether somebody may edit a campaign, whose code it is."""
    return bool(page.permissions_for_user(user).can_edit())


def settings_url(page: Page, user: Any) -> str:
    """Return where the allowed sites are named; empty for those who may not name them."""
    site = page.get_site()
    if site is None or not user.has_perm("civic_pages.change_embeddingsettings"):
        return ""
    return reverse("wagtailsettings:edit", args=("civic_pages", "embeddingsettings", site.pk))


def page_buttons(
    page: Page, user: Any, next_url: str | None = None, view_name: str = ""
) -> list[Button]:
    """Return the link in the menu of a campaign's page editor."""
    specific: Any = page.specific_deferred
    if not isinstance(specific, CampaignMixin) or not addresses.is_served():
        return []
    if not may_embed(page, user):
        return []
    url = reverse(URL_NAME, args=[page.pk])
    return [Button(_("Show in another site"), url, icon_name="code", priority=78)]


def urls() -> list[URLPattern]:
    return [path("civic/embed/<int:pk>/", EmbedView.as_view(), name=URL_NAME)]
