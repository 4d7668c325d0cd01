"""Areas of homes, as the pins, the tiles and the OGC collections of such a campaign show them."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.exceptions import Problem
from civic_api.v1.filtering import FILTERS, tells_totals
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Precision


def collection(request: Request, campaign: Any) -> dict[str, Any]:
    """Return the day's areas of homes, whole; only a box narrows them, and never their counts."""
    refused = sorted(set(request.query_params) & (set(FILTERS) - {"bbox"}))
    if refused:
        detail = _("Homes are published by areas, without filters: %(names)s.")
        raise Problem(400, "filter-not-available", detail % {"names": ", ".join(refused)})
    now = now_of(request)
    areas = publication.current(campaign.pk, now=now)
    counts: dict[str, Any] = {
        "total": areas.total,
        "mapped": areas.total - areas.unmapped,
        "unmapped": areas.unmapped,
        "in_view": areas.total - areas.unmapped,
    }
    if not tells_totals(campaign, now):
        counts = dict.fromkeys(counts)
    meta = {**counts, "truncated": False, "precision": Precision.AREAS}
    return {"type": "FeatureCollection", "features": areas.features, "meta": meta}
