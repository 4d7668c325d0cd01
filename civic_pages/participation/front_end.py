"""Where mailed links lead: to our own pages, or to another front end that a site names.

``CIVIC_PAGES["FRONT_END_LINKS"]`` holds templates of addresses by host name of the site (``"*"``: all
of them) and by purpose. What stands for ``{token}`` goes into the fragment, which no browser sends to
a server: no log of any machine on the way holds it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, register

from civic_pages import conf


# A contribution's confirmation and its author's own view; the confirmation of a comment, a support,
# a position or a ballot; of following by e-mail: confirm, manage, stop.
CONFIRM, FOLLOW, ACT = "confirm", "follow", "act"
SUBSCRIBE, SUBSCRIPTIONS, UNSUBSCRIBE = "subscribe", "subscriptions", "unsubscribe"
PURPOSES = (CONFIRM, FOLLOW, ACT, SUBSCRIBE, SUBSCRIPTIONS, UNSUBSCRIBE)
SETTING = "FRONT_END_LINKS"
EVERY_SITE, TOKEN = "*", "{token}"


def template(purpose: str, campaign: Any) -> str:
    """Return a site's template of an address; empty where our own page is meant.

    Args:
        purpose: one of :data:`PURPOSES`.
        campaign: the page, by which the site is known.
    """
    sites = conf.get(SETTING)
    if not sites:
        return ""
    site = campaign.get_site()
    own = sites.get(site.hostname, {}) if site is not None else {}
    return str(own.get(purpose) or sites.get(EVERY_SITE, {}).get(purpose, ""))


def address(purpose: str, token: str, campaign: Any) -> str:
    """Return the address in the other front end; empty where our own page is meant.

    ``{token}`` and ``{campaign}``, the campaign's number, are filled in; any other brace stays.
    """
    found = template(purpose, campaign)
    return found.replace("{campaign}", str(campaign.pk)).replace(TOKEN, token)


def problems(sites: Any) -> list[str]:
    """Return what is wrong with the setting, a sentence each."""
    if not isinstance(sites, Mapping) or not all(isinstance(s, Mapping) for s in sites.values()):
        return ['It must be a dict of dicts: {"*": {"confirm": "https://…#{token}"}}.']
    found = []
    for host, templates in sites.items():
        for purpose, text in templates.items():
            if purpose not in PURPOSES:
                found.append(f"{host}: no purpose is named {purpose!r}; known: {PURPOSES}.")
            elif wrong := _wrong(str(text)):
                found.append(f"{host}: {purpose}: {wrong}")
    return found


def _wrong(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.netloc:
        return f"{text!r} is no whole address."
    if TOKEN not in parts.fragment or TOKEN in text.partition("#")[0]:
        return "{token} belongs behind the #, so that no server's log holds it."
    return ""


@register("civic_pages")
def check_front_end_links(
    app_configs: Sequence[Any] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse (``civic_pages.E011``) addresses of another front end that would not do."""
    return [
        Error(f'CIVIC_PAGES["{SETTING}"]: {problem}', id="civic_pages.E011")
        for problem in problems(conf.get(SETTING))
    ]
