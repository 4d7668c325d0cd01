"""Before a contribution is sent: has somebody said something close? Told once, never in the way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from civic_blocks import ports
from civic_blocks.definitions import FormDefinition
from civic_blocks.form_presentation import FormSuggestions
from civic_pages.participation import login
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution, Precision
from civic_pages.participation.querysets import CARD_COLUMNS
from civic_pages.participation.similar import terms
from civic_pages.participation.similar.closeness import Close, close_to, contributions_of


# Posted with a form whose sender has been shown what is close.
SEEN = "civic_seen_alike"
# Set on a request: the cards of what is close to what was posted.
ATTRIBUTE = "civic_alike"
MOST = 3
# "Very similar": whoever is about to send is stopped for less than nothing else.
LEAST = 0.35
MOST_ASKED = 2_000


def is_offered(page: Any) -> bool:
    """Tell whether a campaign shows what is close; one of homes shows no contribution at all."""
    wanted = getattr(page, "suggest_similar", False)
    return bool(wanted) and page.public_precision != Precision.AREAS


def found(
    page: Any, text: str, *, language: str = ""
) -> list[tuple[Close, ports.ContributionCard]]:
    """Return the public contributions that are close to a text, each with its card."""
    from civic_pages.participation.providers import card

    if not is_offered(page):
        return []
    weights = terms.weights(text[:MOST_ASKED], language=language)
    closest = close_to(weights, page.pk, public=True, limit=MOST, least=LEAST)
    if not closest:
        return []
    # Once more by the public's own rule: the index may lag, this may not.
    public = contributions_of(page.pk, public=True).filter(pk__in=[close.pk for close in closest])
    rows = {row[0]: row[1:] for row in public.values_list("pk", *CARD_COLUMNS)}
    return [(close, card(rows[close.pk], page)) for close in closest if close.pk in rows]


def interrupts(
    page: Any, request: HttpRequest, form: ContributionForm, *, key: str, now: datetime
) -> bool:
    """Tell whether a valid form comes back once with what is close, and note that on the request.

    Not to who has seen it, nor for a retry of what is stored: it would be close to itself. Nor to
    who could not send anyway: they are told why by the action.
    """
    may_send = page.allows("contribute", now=now) and not login.is_missing(
        page, getattr(request, "user", None)
    )
    if not is_offered(page) or SEEN in request.POST or not may_send:
        return False
    if Contribution.objects.filter(campaign_id=page.pk, idempotency_key=key).exists():
        return False
    submission = form.submission()
    text = terms.public_text(form.definition, submission.answers, title=submission.title)
    alike = [card for _close, card in found(page, text)]
    if alike:
        setattr(request, ATTRIBUTE, alike)
        # The same key goes on: whatever is sent twice from here on is stored once.
        request.civic_goes_on = True  # type: ignore[attr-defined]
    return bool(alike)


def shown(request: HttpRequest) -> Sequence[ports.ContributionCard]:
    """Return the cards that a form comes back with."""
    cards: Sequence[ports.ContributionCard] = getattr(request, ATTRIBUTE, ())
    return cards


def seen(request: HttpRequest) -> dict[str, str]:
    """Return the hidden input of a form whose sender is, or was, shown what is close."""
    return {SEEN: "1"} if hasattr(request, ATTRIBUTE) or SEEN in request.POST else {}


def live(page: Any, definition: FormDefinition) -> FormSuggestions | None:
    """Return where a script asks for what is close, and what it reads."""
    address = getattr(ports.current(ports.LiveEndpoints), "similar", None)
    if address is None or page.pk is None or not is_offered(page):
        return None
    read = [spec.key for spec in definition if spec.public and spec.type in terms.TYPED]
    return FormSuggestions(address(page), " ".join(read)) if read else None
