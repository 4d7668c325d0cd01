"""What looks unlike people in a campaign's contributions. It proves nothing: staff reads, decides.

Vote-stuffing showed itself by the hour, the network, the mail domain and the speed (Gers 2019,
Courbevoie 2019). A school behind one address looks the same as a robot: hence no automatic exclusion.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from civic_pages import conf
from civic_pages.participation.models import Contribution, Origin, Source, Status
from civic_pages.participation.reach import EVERYWHERE, Reach


LABELS = {
    "burst": gettext_lazy("Many in one hour"),
    "network": gettext_lazy("Many from one network"),
    "domain": gettext_lazy("Many from one mail domain"),
    "fast": gettext_lazy("Filled in too fast"),
    "night": gettext_lazy("Many at night"),
}
# An hour is a burst with this many contributions, and this many times the campaign's usual hour.
BURST_LEAST, BURST_TIMES = 20, 5
NETWORK_LEAST, DOMAIN_LEAST, FAST_SECONDS = 20, 10, 3
# From one to five in the morning, local time; a campaign has one in fifty there.
NIGHT, NIGHT_LEAST, NIGHT_SHARE = range(1, 5), 10, 0.15
# Whole countries write from these.
USUAL_DOMAINS = (
    "bbox.fr", "free.fr", "gmail.com", "gmx.fr", "hotmail.com", "hotmail.fr", "icloud.com",
    "laposte.net", "live.fr", "me.com", "msn.com", "neuf.fr", "numericable.fr", "orange.fr",
    "outlook.com", "outlook.fr", "proton.me", "protonmail.com", "sfr.fr", "wanadoo.fr", "yahoo.com",
    "yahoo.fr",
)  # fmt: skip
GONE = (Status.EXCLUDED, Status.WITHDRAWN, Status.MERGED)
MOST_ROWS = 200
HOUR_FORMAT = "%Y%m%d%H"


@dataclass(frozen=True)
class Anomaly:
    """One line: what is odd, how many contributions it holds, from when to when.

    ``code`` finds them again in the list (see ``matching``).
    """

    campaign_id: int
    campaign: str
    kind: str
    detail: str
    count: int
    first: datetime
    last: datetime
    code: str

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])


def anomalies(where: Reach = EVERYWHERE) -> list[Anomaly]:
    """Return what is odd, the most contributions first; a fixed number of queries.

    Args:
        where: the campaigns that are looked at.
    """
    found = [*_by_hour(where), *_by_origin(where)]
    found = sorted(found, key=lambda row: (-row["count"], row["kind"]))[:MOST_ROWS]
    titles = dict(
        Page.objects.filter(pk__in={row["campaign_id"] for row in found}).values_list("pk", "title")
    )
    return [Anomaly(campaign=titles.get(row["campaign_id"], ""), **row) for row in found]


def _considered(where: Reach) -> QuerySet[Contribution]:
    found: QuerySet[Contribution] = where.within(Contribution.objects.filter(source=Source.WEB))
    return found.exclude(status__in=GONE).order_by()


def _by_hour(where: Reach) -> Iterator[dict[str, Any]]:
    rows = (
        _considered(where)
        .annotate(hour=TruncHour("created_at", tzinfo=UTC))
        .values_list("campaign_id", "hour")
        .annotate(count=Count("pk"))
    )
    hours: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for campaign, hour, count in rows:
        hours[campaign].append((hour, count))
    for campaign, counted in hours.items():
        yield from _bursts(campaign, counted)
        yield from _nights(campaign, counted)


def _bursts(campaign: int, counted: list[tuple[datetime, int]]) -> Iterator[dict[str, Any]]:
    usual = median(count for _hour, count in counted)
    for hour, count in counted:
        if count >= max(BURST_LEAST, BURST_TIMES * usual) or (
            # A campaign of one hour has no usual hour.
            len(counted) == 1 and count >= BURST_TIMES * BURST_LEAST
        ):
            told = date_format(timezone.localtime(hour), "SHORT_DATETIME_FORMAT")
            detail = _("from %(hour)s, usually %(usual)d an hour") % {
                "hour": told,
                "usual": usual,
            }
            last = hour + timedelta(hours=1)
            yield _row(campaign, "burst", detail, count, hour, last, f"burst-{hour:{HOUR_FORMAT}}")


def _nights(campaign: int, counted: list[tuple[datetime, int]]) -> Iterator[dict[str, Any]]:
    at_night = [(h, n) for h, n in counted if timezone.localtime(h).hour in NIGHT]
    count, whole = sum(n for _h, n in at_night), sum(n for _h, n in counted)
    if count >= NIGHT_LEAST and count >= NIGHT_SHARE * whole:
        detail = _("%(share)d %% of the campaign, between 1 and 5 o’clock") % {
            "share": round(100 * count / whole)
        }
        first, last = min(h for h, _n in at_night), max(h for h, _n in at_night)
        yield _row(campaign, "night", detail, count, first, last, "night-all")


def _row(  # noqa: PLR0913, PLR0917 - the columns of a line
    campaign: int, kind: str, detail: str, count: int, first: datetime, last: datetime, code: str
) -> dict[str, Any]:
    return {
        "campaign_id": campaign, "kind": kind, "detail": detail, "count": count,
        "first": first, "last": last, "code": code,
    }  # fmt: skip


def _by_origin(where: Reach) -> Iterator[dict[str, Any]]:
    known = Origin.objects.filter(contribution__in=_considered(where)).order_by()
    grouped = (
        ("network", known.exclude(network=""), "network", NETWORK_LEAST),
        ("domain", known.exclude(mail_domain__in=("", *USUAL_DOMAINS)), "mail_domain", DOMAIN_LEAST),
    )  # fmt: skip
    for kind, origins, column, least in grouped:
        rows = (
            origins.values_list("contribution__campaign_id", column)
            .annotate(
                count=Count("pk"),
                first=Min("contribution__created_at"),
                last=Max("contribution__created_at"),
            )
            .filter(count__gte=least)
            .order_by("-count")[:MOST_ROWS]
        )
        for campaign, value, count, first, last in rows:
            # A network is a key that tells nothing: its beginning is enough to tell two apart.
            known_by = value[:16] if kind == "network" else value
            detail = _("network %(key)s…") % {"key": value[:8]} if kind == "network" else value
            yield _row(campaign, kind, detail, count, first, last, f"{kind}-{known_by}")
    yield from _fast(known)


def _fast(known: QuerySet[Origin]) -> Iterator[dict[str, Any]]:
    least = _fast_seconds()
    rows = (
        known.filter(seconds__lt=least)
        .values_list("contribution__campaign_id")
        .annotate(Count("pk"), Min("contribution__created_at"), Max("contribution__created_at"))
    )
    for campaign, count, first, last in rows:
        detail = _("in less than %(seconds)d seconds") % {"seconds": least}
        yield _row(campaign, "fast", detail, count, first, last, "fast-all")


def _fast_seconds() -> int:
    return max(FAST_SECONDS, int(conf.get("MIN_FILL_SECONDS")))


def matching(queryset: Any, code: str) -> Any:
    """Return the contributions of a line of the report; none for a code that is none.

    Args:
        code: as :attr:`Anomaly.code`; the campaign is filtered apart.
    """
    kind, _dash, value = code.partition("-")
    narrow = _NARROWING.get(kind)
    if narrow is None or not value:
        return queryset.none()
    return narrow(queryset.filter(source=Source.WEB), value)


def _in_hour(queryset: Any, value: str) -> Any:
    try:
        hour = datetime.strptime(value, HOUR_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return queryset.none()
    return queryset.filter(created_at__gte=hour, created_at__lt=hour + timedelta(hours=1))


_NARROWING: dict[str, Callable[[Any, str], Any]] = {
    "burst": _in_hour,
    "night": lambda found, _value: found.filter(created_at__hour__in=list(NIGHT)),
    "network": lambda found, value: found.filter(origin__network__startswith=value),
    "domain": lambda found, value: found.filter(origin__mail_domain=value),
    "fast": lambda found, _value: found.filter(origin__seconds__lt=_fast_seconds()),
}
