"""Which campaigns staff can enter contributions into, whether or not they are open to citizens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import Http404
from wagtail.models import Page

from civic_blocks.definitions import FormDefinition
from civic_pages.participation import policy, reach
from civic_pages.participation.desk.rows import form_of
from civic_pages.participation.moderation.listing import campaigns_with_contributions
from civic_pages.participation.protocols import Campaign


@dataclass(frozen=True)
class Entrance:
    """A campaign and its forms."""

    campaign: Any
    definitions: tuple[FormDefinition, ...]


def campaign_models() -> Iterator[type[Page]]:
    """Yield every class of page that has forms, the host's own included."""
    for model in apps.get_models():
        if issubclass(model, Page) and hasattr(model, "form_definitions"):
            yield model


def entrances(user: Any) -> list[Entrance]:
    """Return a user's campaigns with a form, by title: those online, and those that have answers."""
    contributed = set(campaigns_with_contributions().values_list("pk", flat=True))
    found = [
        Entrance(page, tuple(page.form_definitions()))
        for model in campaign_models()
        for page in reach.within(model.objects.all(), user, policy.ENTER, campaign="")
        if page.live or page.pk in contributed
    ]
    with_forms = [entrance for entrance in found if entrance.definitions]
    return sorted(
        with_forms, key=lambda entrance: (not entrance.campaign.live, entrance.campaign.title)
    )


def entrance(campaign_id: int, form_id: str, user: Any) -> tuple[Campaign, FormDefinition]:
    """Return a campaign in which a user enters contributions, and one of its forms.

    Raises:
        Http404: there is no such campaign of theirs, or it has no such form any more.
    """
    theirs = reach.within(Page.objects.all(), user, policy.ENTER, campaign="")
    page = theirs.filter(pk=campaign_id).first()
    campaign: Any = page.specific if page else None
    definition = form_of(campaign, form_id) if hasattr(campaign, "form_definitions") else None
    if definition is None:
        raise Http404("There is no such form.")
    return campaign, definition
