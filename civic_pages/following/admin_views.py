"""Reports of the team: how many follow, and mails that did not leave."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from civic_pages.following.models import Subscription
from civic_pages.participation import policy, reach
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.models import OutboxMessage
from civic_pages.participation.notifications import outbox


class TeamReport(ReportView):
    """A report for moderators; it holds no address of anybody."""

    permission_required = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy.require_somewhere(request.user, policy.MODERATE)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


class CampaignPaginator(WagtailPaginator):
    """Counts campaigns: "2 pages" beside "Page 1 of 1" would be read as pages of the list."""

    verbose_name = gettext_lazy("campaign")
    verbose_name_plural = gettext_lazy("campaigns")


class FollowersReportView(TeamReport):
    """How many mailboxes follow each campaign: numbers only."""

    model = Subscription
    page_title = gettext_lazy("Followers")
    header_icon = "mail"
    paginator_class = CampaignPaginator
    index_url_name = "civic_followers_report"
    index_results_url_name = "civic_followers_report_results"
    list_export = ["title", "campaign_followers", "part_followers"]
    export_headings = {
        "title": gettext_lazy("Campaign"),
        "campaign_followers": gettext_lazy("Follow the campaign"),
        "part_followers": gettext_lazy("Follow a contribution or a text"),
    }
    custom_field_preprocess = {"title": {"csv": harmless, "xlsx": harmless}}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("title", label=_("Campaign")),
            NumberColumn("campaign_followers", label=_("Follow the campaign")),
            NumberColumn("part_followers", label=_("Follow a contribution or a text")),
        ]

    def get_queryset(self) -> QuerySet[Page]:
        confirmed = Q(civic_subscriptions__confirmed_at__isnull=False)
        whole = Q(civic_subscriptions__target__startswith="campaign:")
        theirs = reach.within(Page.objects.all(), self.request.user, policy.MODERATE, campaign="")
        counted = theirs.annotate(
            campaign_followers=Count("civic_subscriptions", filter=confirmed & whole),
            part_followers=Count("civic_subscriptions", filter=confirmed & ~whole),
        )
        found = counted.filter(Q(campaign_followers__gt=0) | Q(part_followers__gt=0))
        return found.order_by("-campaign_followers", "title")

    def get_filename(self) -> str:
        return f"followers-{timezone.localdate().isoformat()}"

    @cached_property
    def no_results_message(self) -> str:
        return _("Nobody follows a campaign yet.")


class FailureColumn(Column):
    """Why a message failed, in words; what the program called it is folded away."""

    cell_template_name = "civic_pages/admin/failure_cell.html"


class MailsReportView(TeamReport):
    """Mails that failed: given up, or to be tried again later."""

    model = OutboxMessage
    page_title = gettext_lazy("Mails that failed")
    header_icon = "warning"
    index_url_name = "civic_mails_report"
    index_results_url_name = "civic_mails_report_results"
    template_name = "civic_pages/admin/mails_report.html"
    is_searchable = False

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("subject", label=_("Subject")),
            # Beside it: on a telephone the rest is beyond the edge.
            FailureColumn("error", label=_("Why")),
            Column("campaign", label=_("Campaign")),
            Column("channel", label=_("Channel")),
            Column("state", label=_("Status"), accessor="get_state_display"),
            NumberColumn("attempts", label=_("Attempts")),
            DateColumn("created_at", label=_("Written")),
        ]

    def get_queryset(self) -> QuerySet[OutboxMessage]:
        return failed(self.request.user).select_related("campaign").order_by("-created_at", "-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "failed": failed(self.request.user).count()}

    @cached_property
    def no_results_message(self) -> str:
        return _("All mails have left.")


def failed(user: Any) -> QuerySet[OutboxMessage]:
    """Return a moderator's mails that could not be sent and still can.

    Their text and address are kept.
    """
    known = OutboxMessage.objects.exclude(state=OutboxMessage.State.SENT)
    unsent: QuerySet[OutboxMessage] = reach.within(known, user, policy.MODERATE)
    return unsent.exclude(error="").exclude(recipient="")


@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """Have all that failed tried again by the next run of ``civic_send``."""
    policy.require_somewhere(request.user, policy.MODERATE)
    count = outbox.try_again(failed(request.user), now=timezone.now())
    if not count:
        messages.warning(request, _("No mail has failed that could be tried again."))
        return redirect("civic_mails_report")
    text = ngettext(
        "%(n)d mail is tried again within minutes.",
        "%(n)d mails are tried again within minutes.",
        count,
    )
    messages.success(request, text % {"n": count})
    return redirect("civic_mails_report")


class TeamItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.MODERATE)


def followers_item() -> MenuItem:
    return TeamItem(
        gettext_lazy("Followers"),
        reverse("civic_followers_report"),
        name="civic-followers",
        icon_name="mail",
        order=150,
    )


def mails_item() -> MenuItem:
    return TeamItem(
        gettext_lazy("Mails that failed"),
        reverse("civic_mails_report"),
        name="civic-mails",
        icon_name="warning",
        order=160,
    )


def urls() -> list[URLPattern]:
    followers, mails = FollowersReportView, MailsReportView
    return [
        path("reports/civic-followers/", followers.as_view(), name="civic_followers_report"),
        path(
            "reports/civic-followers/results/",
            followers.as_view(results_only=True),
            name="civic_followers_report_results",
        ),
        path("reports/civic-mails/", mails.as_view(), name="civic_mails_report"),
        path(
            "reports/civic-mails/results/",
            mails.as_view(results_only=True),
            name="civic_mails_report_results",
        ),
        path("reports/civic-mails/again/", try_again, name="civic_mails_again"),
    ]
