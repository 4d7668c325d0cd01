"""Where citizens log in, for campaigns that ask for an account; which app does it, is the host's."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from civic_pages import conf
from civic_pages.participation.choices import Identity


# The catch-all of a Wagtail site answers any path: that it does is no sign of a login page.
CATCH_ALL = "wagtail_serve"


def author_of(campaign: Any, user: Any) -> Any:
    """Return the user who contributes under an account, or ``None``.

    Elsewhere than in campaigns that ask for one, nobody is known by it: not even staff logged in.
    """
    if (
        getattr(campaign, "identity", "") != Identity.ACCOUNT
        or user is None
        or not user.is_authenticated
    ):
        return None
    return user


def is_missing(campaign: Any, user: Any) -> bool:
    """Tell whether somebody has to log in before they can contribute."""
    asked = getattr(campaign, "identity", "") == Identity.ACCOUNT
    return asked and author_of(campaign, user) is None


def address() -> str:
    """Return the address of the login page: ``CIVIC_PAGES["LOGIN_URL"]``, or Django's.

    Empty where it is the name of a route that does not exist.
    """
    try:
        return resolve_url(conf.get("LOGIN_URL") or settings.LOGIN_URL)
    except NoReverseMatch:
        return ""


def address_then(target: str, *, host: str, secure: bool) -> str:
    """Return the address of the login page that leads back to ``target`` afterwards.

    Args:
        target: address to come back to; left out where it is not on ``host``.
        secure: the request came by HTTPS, so that ``target`` must be HTTPS too.
    """
    login = address()
    if not login or not url_has_allowed_host_and_scheme(target, {host}, require_https=secure):
        return login
    joint = "&" if urlsplit(login).query else "?"
    return f"{login}{joint}{urlencode({'next': target})}"


def is_possible() -> bool:
    """Tell whether something other than a page of the site answers at the login address."""
    found = address()
    if not found:
        return False
    if urlsplit(found).netloc:
        return True
    try:
        return resolve(urlsplit(found).path).url_name != CATCH_ALL
    except Resolver404:
        return False


def url_for(page: Any, request: HttpRequest) -> str | None:
    """Return where somebody who must log in does it; ``None`` for whoever may contribute as is."""
    if not is_missing(page, getattr(request, "user", None)):
        return None
    target = page.get_url(request) or ""
    return address_then(target, host=request.get_host(), secure=request.is_secure())


def account(page: Any, request: HttpRequest) -> str:
    """Return the name of the account a contribution will belong to; empty where it has none."""
    author = author_of(page, getattr(request, "user", None))
    return (author.get_full_name() or author.email or author.get_username()) if author else ""
