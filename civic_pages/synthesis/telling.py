"""Telling contributors that a synthesis cites them: once each, after it is published."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log
from wagtail.models import Page

from civic_pages.participation.models import Contribution, Event
from civic_pages.participation.notifications import messages, sending
from civic_pages.participation.querysets import ContributionQuerySet
from civic_pages.synthesis import access
from civic_pages.synthesis.coverage import standing_citations
from civic_pages.synthesis.places import Place, places
from civic_pages.synthesis.records import Citation


def recipients(page: Any) -> ContributionQuerySet:
    """Return the public contributions a published synthesis cites whose authors can be told.

    Those who left an address, and were not told of this synthesis before.
    """
    told = Citation.objects.of(page).filter(contribution=OuterRef("pk"), notified_at__isnull=False)
    return (
        Contribution.objects.public()
        .of(page.campaign)
        .filter(Exists(standing_citations(page)), ~Exists(told), contact__isnull=False)
    )


@transaction.atomic
def tell(page: Any, *, by: Any, now: datetime) -> int:
    """Write to those who are cited and were not told yet; returns to how many.

    Each citation remembers that it was told of: a second call, at the same time too, tells nobody
    twice.

    Raises:
        PermissionDenied: ``by`` may not publish the synthesis.
        ValidationError: the synthesis is not public yet.
    """
    access.require_tell(page, by)
    if not Page.objects.live().public().filter(pk=page.pk).exists():
        raise ValidationError(_("Publish the synthesis first."), code="not_live")
    # Whoever tells at the same time waits here, and then finds nobody left.
    Page.objects.select_for_update().get(pk=page.pk)
    keys = list(recipients(page).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), 500):
        batch = keys[first : first + 500]
        Citation.objects.of(page).filter(contribution__in=batch).update(notified_at=now)
    if keys:
        log(instance=page, action="civic.synthesis.tell", user=by, data={"count": len(keys)})
    transaction.on_commit(lambda: _enqueue(page.pk, keys))
    return len(keys)


def _enqueue(page_pk: int, keys: list[int]) -> None:
    for pk in keys:
        send_cited.enqueue(page_pk, pk)


@task()
def send_cited(page_pk: int, pk: int) -> None:
    """Write to one contributor where the synthesis cites them; nothing where it does no more."""
    contribution = (
        Contribution.objects.select_related("campaign", "contact", "form_version")
        .filter(pk=pk)
        .first()
    )
    if contribution is None or not hasattr(contribution, "contact"):
        return
    found = [place for place in places(contribution) if place.synthesis_id == page_pk]
    if not found:
        return
    with override(contribution.language or get_language() or "fr"):
        statements = "\n".join(_told(place) for place in found)
    event = Event.CITED.value
    address = found[0].page_url
    message = sending.render(event, contribution, synthesis_url=address, statements=statements)
    key, now = f"{event}:{page_pk}:{pk}", timezone.now()
    messages.write(event, key, message, contribution, url=address, now=now)


def _told(place: Place) -> str:
    words = _("Statement %(number)s, “%(theme)s”:") % {
        "number": place.number,
        "theme": place.theme,
    }
    lines = [words, f"  {place.text}", f"  {place.full_url}"]
    if place.commitment is not None:
        status = {"text": place.commitment.text, "status": place.commitment.label}
        lines.insert(2, "  " + _("The city commits to: %(text)s (%(status)s)") % status)
    return "\n".join(lines)
