"""Links to a draft for programs: signed, of one page and one editor, dead after a while.

A token holds no content. Whoever shows it is answered what the editor could read at that moment:
it stops working with the editor's account, password, or right on the page, whichever ends first
(CVE-2026-25517 was a preview that asked for none of these).
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from wagtail.models import Page

from civic_pages import conf
from civic_pages.campaigns import on_screen
from civic_pages.campaigns.mixins import CampaignMixin


SALT = "civic_pages.campaigns.previews"
STAMP = 16


class PreviewRefused(Exception):
    """The token opens nothing; its text says so to people, and not why."""


def may_preview(user: Any, page: Any) -> bool:
    """Tell whether somebody may read the drafts of a page: who may edit it in the admin."""
    return bool(
        user.is_active
        and user.has_perm("wagtailadmin.access_admin")
        and page.permissions_for_user(user).can_edit()
    )


def token_for(page: Any, user: Any, *, edits: bool = False) -> str:
    """Return a token for the drafts of a campaign that is saved.

    Args:
        edits: of what the editor has on screen, saved or not (see ``headless``).

    Raises:
        PermissionDenied: where the user may not edit the page.
    """
    if page.pk is None or not may_preview(user, page):
        raise PermissionDenied
    told = {"p": page.pk, "u": user.pk, "s": _stamp(user), "e": int(edits)}
    return signing.dumps(told, salt=SALT)


def _stamp(user: Any) -> str:
    """Return what changes with the password of an account."""
    return str(user.get_session_auth_hash())[:STAMP]


def draft_for(token: str, pk: int) -> Any:
    """Return the newest draft of a campaign, whether it was ever published or not.

    Raises:
        PreviewRefused: forged, expired, of another page, or its editor may not read it any more.
    """
    refused = PreviewRefused(_("This preview link is not valid, or not any more."))
    try:
        told = signing.loads(token, salt=SALT, max_age=conf.get("PREVIEW_SECONDS"))
        page_pk, user_pk, stamp = told["p"], told["u"], told["s"]
    except (signing.BadSignature, KeyError, TypeError):
        raise refused from None
    user = get_user_model().objects.filter(pk=user_pk, is_active=True).first()
    page = Page.objects.filter(pk=pk).specific().first() if page_pk == pk else None
    if user is None or not isinstance(page, CampaignMixin):
        raise refused
    if not constant_time_compare(stamp, _stamp(user)) or not may_preview(user, page):
        raise refused
    edited = on_screen.last(page, user) if told.get("e") else None
    return edited or page.get_latest_revision_as_object()  # type: ignore[attr-defined]
