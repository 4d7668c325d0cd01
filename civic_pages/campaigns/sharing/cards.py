"""What a page tells other sites of itself (Open Graph), and where a reader may pass it on."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from civic_pages.campaigns.sharing import posters


IMAGE_ROUTE = "partager/image/"
# Open Graph wants a territory; these are the ones our catalogues are written for.
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@dataclass(frozen=True)
class ShareLink:
    """A plain link: where it leads, and the name of it."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class ShareCard:
    """The metadata of a page; every address is absolute."""

    title: str
    description: str
    url: str
    image: str
    image_alt: str
    site: str
    locale: str


def card_of(page: Any, request: HttpRequest) -> ShareCard | None:
    """Return the metadata of a campaign or the portal; ``None``: it has no address yet."""
    url = page.get_full_url(request) if page.pk else None
    if not url:
        return None
    language = get_language() or "fr"
    site = posters.site_name(request)
    title = page.seo_title or page.title
    return ShareCard(
        title=title,
        description=posters.description_of(page),
        url=url,
        image=f"{url}{IMAGE_ROUTE}",
        image_alt=_("%(title)s, on %(site)s") % {"title": page.title, "site": site},
        site=site,
        locale=LOCALES.get(language.split("-")[0], to_locale(language)),
    )


def links_of(card: ShareCard) -> list[ShareLink]:
    """Return where a reader may pass a page on: addresses only, asked when they are followed."""
    both = f"{card.title} {card.url}"
    mail = urlencode({"subject": card.title, "body": f"{card.title}\n{card.url}"}, quote_via=quote)
    return [
        ShareLink("mail", _("E-mail"), f"mailto:?{mail}"),
        ShareLink("mastodon", "Mastodon", f"https://share.joinmastodon.org/#text={quote(both)}"),
        ShareLink("facebook", "Facebook", _with("https://www.facebook.com/sharer/sharer.php", u=card.url)),
        ShareLink("x", "X", _with("https://x.com/intent/post", text=card.title, url=card.url)),
        ShareLink("whatsapp", "WhatsApp", _with("https://wa.me/", text=both)),
        ShareLink("linkedin", "LinkedIn", _with("https://www.linkedin.com/sharing/share-offsite/", url=card.url)),
    ]  # fmt: skip


def _with(address: str, **parameters: str) -> str:
    return f"{address}?{urlencode(parameters)}"
