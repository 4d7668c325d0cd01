"""What a campaign needs that counts homes, or that asks where people live."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from civic_blocks.definitions import FormDefinition
from civic_pages import conf
from civic_pages.campaigns.home_filters import HOME_FILTERS
from civic_pages.participation.choices import Precision
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.areas import AreaGround
from civic_pages.participation.models import PublicAreas


def problems(
    values: Mapping[str, Any], forms: list[FormDefinition]
) -> Iterator[tuple[str, ValidationError]]:
    """Yield (field, what is wrong) of a campaign that is to be published.

    Args:
        values: cleaned ``households``, ``public_precision`` and ``perimeter``.
        forms: the definitions of its forms.
    """
    asks = any(form.of_type("home") for form in forms)
    precision = values.get("public_precision")
    filters = values.get("public_filters") or []
    if "category" in filters and not any(form.with_role("category") for form in forms):
        message = _("The map cannot be filtered by category: no question of the form gives one.")
        yield "public_filters", ValidationError(message, code="filters")
    if values.get("households") and precision != Precision.AREAS:
        message = _(
            "A campaign that counts homes publishes nothing but counts by areas: choose “Homes”."
        )
        yield "public_precision", ValidationError(message, code="homes_precision")
    elif asks and precision == Precision.EXACT:
        message = _("The form asks where people live: homes are never published as points.")
        yield "public_precision", ValidationError(message, code="homes_exact")
    if values.get("households") and not asks:
        message = _(
            "To count homes, add the question “Home: address, staircase, flat” to the form."
        )
        yield "households", ValidationError(message, code="homes_question")
    if asks and not values.get("perimeter"):
        message = _("The form asks where people live: draw the perimeter their homes must lie in.")
        yield "perimeter", ValidationError(message, code="perimeter")


def warn_of_homes(request: HttpRequest, page: Any) -> None:
    """Tell the editor, who publishes a campaign of homes, what its rules give away."""
    if request.method != "POST" or getattr(page, "public_precision", "") != Precision.AREAS:
        return
    for text in warnings(page):
        messages.warning(request, text)


def warnings(page: Any) -> Iterator[str]:
    """Yield what is allowed and yet to be known; call it before the next batch is computed.

    A filter may be added at any time: on the same ground its areas are sums of those that were
    told. Another ground is drawn anew, and both maps can be subtracted by who kept the first.
    """
    least, usual = publication.threshold(page), conf.get("AREA_THRESHOLD")
    if least < usual:
        yield gettext(
            "Areas of homes are told from %(least)d answers on. %(usual)d are usual, as Insee "
            "does: choose fewer only where the neighbourhood is told anyway."
        ) % {"least": least, "usual": usual}
    batch = PublicAreas.objects.filter(campaign_id=page.pk, frozen=False).first()
    if batch is None or not batch.features or not isinstance(batch.parts, dict):
        return
    if batch.parts["ground"] != AreaGround(page.territory).digest:
        yield gettext(
            "The perimeter or the sectors changed: areas of homes are drawn anew. Who kept the "
            "map of before may compare both; change them before the campaign opens."
        )
    added = [name for name in publication.declared(page) if name not in batch.filtered]
    if added:
        names = ", ".join(str(label) for name, label in HOME_FILTERS if name in added)
        yield gettext(
            "New filter of the map of homes: %(names)s. Under a filter areas are larger; each "
            "value is shown from %(least)d answers on."
        ) % {"names": names, "least": least}
