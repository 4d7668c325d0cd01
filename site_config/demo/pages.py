"""Makes the demo's pages, the way an editor does: added, saved as a revision, published."""

import json
import re
import uuid
from datetime import date, timedelta
from typing import Any

from wagtail.models import Page, Site

from civic_pages.models import (
    CampaignIndexPage,
    CampaignPage,
    CampaignPhase,
    CivicSiteSettings,
    ContentPage,
    TerritoryPreset,
)
from civic_pages.participation.geo import perimeters
from site_config.demo.geography import Ground, ground
from site_config.demo.media import Media
from site_config.demo.source import read, typeset


LEGAL_TEXT = typeset(
    "<p>La ville de Nanterre traite vos réponses pour associer les habitants à ses décisions "
    "(mission d'intérêt public, article 6-1-e du RGPD). Vous pouvez y accéder, les corriger, les "
    "retirer ou vous opposer à leur traitement en écrivant à la déléguée à la protection des "
    "données : dpo@participez-nanterre.example.</p>"
)
COPIED = (
    "title",
    "slug",
    "code",
    "introduction",
    "image_alt",
    "moderation",
    "public_precision",
    "contact_email",
)
OPTIONAL = ("identity", "suggest_similar", "comments", "supports")


class Resolver:
    """Replaces the marks in a campaign's content: dates, files, pages.

    ``@day:-12`` is a date counted from today, ``@image:NAME|alternative`` and ``@document:NAME`` are
    files, ``@page:SLUG`` is a page beside this one.
    """

    def __init__(self, portal: Page, media: Media, today: date) -> None:
        self._portal, self._media, self._today = portal, media, today

    def day(self, days: int) -> date:
        return self._today + timedelta(days=days)

    def text(self, text: str) -> str:
        """Return a text with its marks of years replaced."""
        years = {"{this_year}": self._today.year, "{next_year}": self._today.year + 1}
        for mark, year in years.items():
            text = text.replace(mark, str(year))
        return text

    def resolve(self, value: Any) -> Any:
        """Return content with every mark replaced, whatever its depth."""
        if isinstance(value, dict):
            return {key: self.resolve(child) for key, child in value.items()}
        if isinstance(value, list):
            return [self.resolve(child) for child in value]
        if not isinstance(value, str):
            return value
        if not value.startswith("@"):
            return self.text(value)
        mark, _colon, rest = value[1:].partition(":")
        return getattr(self, f"_{mark}")(rest)

    def _day(self, days: str) -> str:
        return self.day(int(days)).isoformat()

    def _image(self, rest: str) -> dict[str, Any]:
        name, _bar, alternative = rest.partition("|")
        return {"image": self._media.image(name), "decorative": False, "alt_text": alternative}

    def _document(self, name: str) -> int:
        return self._media.document(name)

    def _page(self, slug: str) -> int | None:
        page = self._portal.get_children().filter(slug=slug).first()
        return page.pk if page else None


def ground_of(name: str) -> Ground:
    """Return where a campaign takes place."""
    return ground(read(name).get("territory", "city"))


# Name of the ready territory, and which ground it is.
TERRITORIES = {"Nanterre, ses dix quartiers": "city", "Les Groues": "groues"}


def make_territories() -> None:
    """Add the territories an editor finds ready."""
    for name, where in TERRITORIES.items():
        TerritoryPreset.objects.get_or_create(
            name=name,
            defaults={
                "perimeter": perimeters.normalise_perimeter(ground(where).perimeter),
                "sectors": perimeters.normalise_sectors(ground(where).sectors),
            },
        )


def existing(portal: Page, name: str) -> CampaignPage | None:
    """Return the demo's campaign where the portal has it."""
    found: CampaignPage | None = (
        CampaignPage.objects.child_of(portal).filter(slug=read(name)["slug"]).first()
    )
    return found


def make_campaign(portal: Page, name: str, media: Media, *, today: date, user: Any) -> CampaignPage:
    """Add a campaign to the portal and publish it."""
    content, resolver = read(name), Resolver(portal, media, today)
    where = ground_of(name)
    page = CampaignPage(
        **{key: content[key] for key in COPIED},
        **{key: content[key] for key in OPTIONAL if key in content},
        households=content.get("counts_homes", False),
        # The demo's city has nothing to fear from a live counter.
        live_totals=True,
        image_id=media.image(content["image"]),
        legal_text=LEGAL_TEXT,
        perimeter=perimeters.normalise_perimeter(where.perimeter),
        sectors=perimeters.normalise_sectors(where.sectors),
        body=json.dumps(_body(content, resolver)),
        owner=user,
    )
    page.title = resolver.text(page.title)
    page.phases = [_phase(row, index, resolver) for index, row in enumerate(content["phases"])]
    portal.add_child(instance=page)
    page.save_revision(user=user).publish(user=user)
    return CampaignPage.objects.get(pk=page.pk)


def _body(content: dict[str, Any], resolver: Resolver) -> list[dict[str, Any]]:
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"wagtail-civic/demo/{content['code']}")
    return [
        {
            "type": block["type"],
            "id": str(uuid.uuid5(namespace, str(index))),
            "value": resolver.resolve(block["value"]),
        }
        for index, block in enumerate(content["body"])
    ]


def _phase(row: dict[str, Any], index: int, resolver: Resolver) -> CampaignPhase:
    return CampaignPhase(
        sort_order=index,
        kind=row["kind"],
        name=row["name"],
        description=row["description"],
        start_date=resolver.day(row["start"]),
        start_precision=row.get("start_precision", "day"),
        end_date=resolver.day(row["end"]),
        end_precision=row.get("end_precision", "day"),
    )


# "[[slug|words]]" in a campaign's content: a link to a page beneath it.
CHILD = re.compile(r"\[\[([\w-]+)\|([^\]]+)\]\]")


def link_children(campaign: CampaignPage, user: Any) -> None:
    """Make links to the pages beneath a campaign, now that they are there; else words are left."""
    children = dict(campaign.get_children().values_list("slug", "pk"))

    def link(found: re.Match[str]) -> str:
        slug, words = found.groups()
        # Within JSON, where quotes are escaped.
        opening = f'<a linktype=\\"page\\" id=\\"{children[slug]}\\">' if slug in children else ""
        return f"{opening}{words}</a>" if opening else words

    body = json.dumps(list(campaign.body.raw_data), ensure_ascii=False)
    if CHILD.search(body):
        setattr(campaign, "body", CHILD.sub(link, body))  # noqa: B010 - a stream field reads JSON
        campaign.save_revision(user=user).publish(user=user)


def make_portal(user: Any) -> tuple[CampaignIndexPage, bool]:
    """Return the portal at the root of the default site, and whether it was made now.

    Takes the place of Wagtail's welcome page; a portal that is there already is used as it is.

    Raises:
        LookupError: the site's root is a page of somebody's, which the demo does not replace.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    current = site.root_page.specific if site else None
    if isinstance(current, CampaignIndexPage):
        return current, False
    if current is not None and (type(current) is not Page or current.get_children().exists()):
        raise LookupError(current.title)
    content = read("site")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    portal = root.add_child(
        instance=CampaignIndexPage(
            title=content["title"],
            slug="participez",
            introduction=content["introduction"],
            owner=user,
        )
    )
    portal.save_revision(user=user).publish(user=user)
    site = site or Site(is_default_site=True)
    site.hostname, site.port, site.root_page = "localhost", 8000, portal
    site.site_name = content["title"]
    site.save()
    if current is not None:
        Page.objects.get(pk=current.pk).delete()
    return CampaignIndexPage.objects.get(pk=portal.pk), True


def make_plain_pages(portal: Page, user: Any) -> int:
    """Add legal notice, accessibility and privacy pages, and name them in the site's settings.

    Returns how many were added. Settings that somebody filled in are left alone.
    """
    content, added = read("site"), 0
    settings = CivicSiteSettings.for_site(Site.objects.get(is_default_site=True))
    for row in content["pages"]:
        page = portal.get_children().filter(slug=row["slug"]).first()
        if page is None:
            body = json.dumps([{"type": "text", "value": {"text": row["text"]}}])
            page = portal.add_child(
                instance=ContentPage(title=row["title"], slug=row["slug"], body=body, owner=user)
            )
            page.save_revision(user=user).publish(user=user)
            added += 1
        if getattr(settings, f"{row['setting']}_id") is None:
            setattr(settings, f"{row['setting']}_id", page.pk)
    for name in ("city_name", "contact_email", "footer_text"):
        setattr(settings, name, getattr(settings, name) or content[name])
    settings.save()
    return added
