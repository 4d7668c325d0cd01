"""Previews in another front end, where the package wagtail-headless-preview is installed.

It brings the addresses of front ends (``WAGTAIL_HEADLESS_PREVIEW["CLIENT_URLS"]``) and a table for
what an editor has on screen. The front end is opened with ``content_type``, ``id`` and ``token``,
and asks ``campaigns/<id>/?preview=<token>`` of our API. Nothing here fails without the package.
"""

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from civic_pages.campaigns import on_screen, previews
from civic_pages.campaigns.on_screen import PACKAGE


MODE = "headless"
MODES: list[tuple[str, Promise]] = [(MODE, _("In the other front end"))]


def is_set_up() -> bool:
    """Tell whether there is a front end to open."""
    told = getattr(settings, "WAGTAIL_HEADLESS_PREVIEW", None) or {}
    return apps.is_installed(PACKAGE) and bool(told.get("CLIENT_URLS"))


def modes() -> list[tuple[str, Promise]]:
    """Return the modes of preview that this adds to a campaign's."""
    return MODES if is_set_up() else []


def client_address(page: Any, token: str) -> str:
    """Return the address at which the front end of a page's site shows a draft; "" for none."""
    site = page.get_site() or Site.objects.filter(is_default_site=True).first()
    if not is_set_up() or site is None:
        return ""
    from wagtail_headless_preview.models import get_client_root_url_from_site

    try:
        root = get_client_root_url_from_site(site)
    except KeyError:
        # Another site has one, and there is no "default".
        return ""
    told = {"content_type": page._meta.label_lower, "id": page.pk, "token": token}  # noqa: SLF001
    return f"{root}?{urlencode(told)}"


def preview(page: Any, request: HttpRequest) -> HttpResponse | None:
    """Send an editor to the front end, with what is on screen.

    Returns:
        ``None`` where that cannot be: the page is not saved yet, or its site has no front end.

    Raises:
        PermissionDenied: where the user may not edit the page.
    """
    if page.pk is None or not is_set_up():
        return None
    token = previews.token_for(page, request.user, edits=True)
    address = client_address(page, token)
    if not address:
        return None
    from wagtail_headless_preview.models import HeadlessPreviewMixin
    from wagtail_headless_preview.settings import headless_preview_settings
    from wagtail_headless_preview.signals import preview_update

    on_screen.keep(page, request.user)
    preview_update.send(sender=HeadlessPreviewMixin, token=token)
    if headless_preview_settings.REDIRECT_ON_PREVIEW:
        return HttpResponseRedirect(address)
    response = render(request, "wagtail_headless_preview/preview.html", {"preview_url": address})
    # An empty page of the admin around a frame: the policy of public pages would close the frame.
    response._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's own name
    return response
