"""Exports in Wagtail's admin: order one of the filtered set, or of a whole campaign; fetch it."""

import tempfile
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from civic_pages import conf
from civic_pages.participation import actions, policy, reach
from civic_pages.participation.exports import jobs, making
from civic_pages.participation.exports.names import file_name
from civic_pages.participation.exports.orders import Format, Order
from civic_pages.participation.exports.tables import told_filters
from civic_pages.participation.models import Job, Status
from civic_pages.participation.moderation import listing
from civic_pages.participation.moderation.export_forms import ExportForm


MOST_SHOWN = 20


class ExportsPage(WagtailAdminTemplateMixin, TemplateView):
    """The form of an export, and what one has exported; for those who may export only."""

    page_title = gettext_lazy("Exports")
    header_icon = "download"
    template_name = "civic_pages/admin/exports.html"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require_somewhere(request.user, policy.EXPORT)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def campaign(self) -> Any:
        """The campaign that is chosen; ``None`` where none is, or it holds nothing."""
        chosen = self.request.GET.get("campaign", "")
        if not chosen.isdecimal() or len(chosen) > 18:
            return None
        page = self._campaigns().filter(pk=chosen).first()
        campaign = page.specific if page is not None else None
        return campaign if hasattr(campaign, "territory") else None

    def _campaigns(self) -> Any:
        return _exportable(self.request.user)

    @cached_property
    def query(self) -> str:
        """What narrows the set beyond the campaign; empty: all of it."""
        query = self.request.GET.copy()
        for name in ("campaign", "p", "ordering"):
            query.pop(name, None)
        return query.urlencode()

    @cached_property
    def count(self) -> int:
        order = Order(self.campaign.pk, query=self.query)
        return making.chosen(order, by=self.request.user).order_by().count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, context = self.request.user, super().get_context_data(**kwargs)
        known = reach.within(jobs.of_user(user), user, policy.EXPORT)
        context.update(
            campaigns=self._campaigns(),
            campaign=self.campaign,
            jobs=[(job, Order.from_dict(job.parameters)) for job in known[:MOST_SHOWN]],
            is_busy=known.filter(state__in=("waiting", "running")).exists(),
            kept=conf.get("JOB_KEEP_HOURS"),
        )
        if self.campaign is not None:
            context.update(
                form=kwargs.get("form") or ExportForm(user=user, campaign=self.campaign),
                count=self.count,
                filters=told_filters(QueryDict(self.query), self.campaign),
                is_whole=not self.query,
                offers_archive=_may(user, Order(self.campaign.pk, Format.ARCHIVE)),
                archive_url=reverse("civic_exports_archive", args=[self.campaign.pk]),
            )
        return context

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        if self.campaign is None:
            raise Http404("No such campaign.")
        form = ExportForm(request.POST, user=request.user, campaign=self.campaign)
        if not form.is_valid():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.render_to_response(self.get_context_data(form=form), status=status)
        order, now = form.order(self.campaign.pk, self.query), timezone.now()
        actions.order_export(order, campaign=self.campaign, by=request.user, count=self.count)
        if form.cleaned_data["background"] or self.count > conf.get("EXPORT_INLINE_ROWS"):
            return _started(request, order, total=self.count, now=now)
        return at_once(order, campaign=self.campaign, by=request.user, now=now)


def _may(user: Any, order: Order) -> bool:
    return all(policy.may(user, p, order.campaign_id) for p in order.permissions())


def _exportable(user: Any) -> Any:
    """Return the campaigns that hold something and that a user may export."""
    return listing.campaigns_with_contributions(user, policy.EXPORT)


def _started(request: HttpRequest, order: Order, *, total: int, now: datetime) -> HttpResponse:
    jobs.start(order, by=request.user, total=total, now=now)
    messages.success(request, _("The export is being made: you find it below when it is done."))
    back = redirect("civic_exports")
    back.status_code = HTTPStatus.SEE_OTHER
    return back


def at_once(order: Order, *, campaign: Any, by: Any, now: datetime) -> HttpResponseBase:
    """Return the file of a small export."""
    response: HttpResponseBase
    if making.is_streamed(order):
        body = making.streamed(order, making.table_of(order, by=by, now=now), now=now)
        response = StreamingHttpResponse(body, content_type=making.media_type(order))
    else:
        made = tempfile.NamedTemporaryFile(suffix=f".{order.extension}")  # noqa: SIM115 - the response closes it
        making.write(order, made.name, by=by, now=now)
        response = FileResponse(made, content_type=making.media_type(order))
    name = file_name(campaign, order.extension, now=now, scope=order.scope)
    return _private(response, name)


def _private(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class ArchiveView(View):
    """Orders the archive of a whole campaign; always made in the background."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        policy.require_somewhere(request.user, policy.EXPORT)
        campaign = get_object_or_404(_exportable(request.user), pk=pk).specific
        order = Order(campaign.pk, Format.ARCHIVE, language=get_language() or "")
        count = making.chosen(order, by=request.user).order_by().count()
        actions.order_export(order, campaign=campaign, by=request.user, count=count)
        return _started(request, order, total=count, now=timezone.now())


class ExportFileView(View):
    """Hands out the file of an export to whoever ordered it, and to nobody else."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponseBase:
        theirs = policy.theirs(jobs.of_user(request.user), request.user, policy.EXPORT)
        job = get_object_or_404(theirs, uuid=uuid)
        if not jobs.may_fetch(job, request.user):
            raise PermissionDenied
        if job.state != Job.State.DONE or not job.file:
            raise Http404("There is no file.")
        order = Order.from_dict(job.parameters)
        file = FileResponse(job.file.open("rb"), content_type=making.media_type(order))
        return _private(file, str(job.file.name).rpartition("/")[2])


class ExportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.EXPORT)


def menu_item() -> MenuItem:
    return ExportsMenuItem(
        gettext_lazy("Exports of contributions"),
        reverse("civic_exports"),
        name="civic-exports",
        icon_name="download",
        order=110,
    )


def urls() -> list[URLPattern]:
    return [
        path("civic-exports/", ExportsPage.as_view(), name="civic_exports"),
        path(
            "civic-exports/archive/<int:pk>/", ArchiveView.as_view(), name="civic_exports_archive"
        ),
        path(
            "civic-exports/file/<uuid:uuid>/", ExportFileView.as_view(), name="civic_exports_file"
        ),
    ]


def queue_buttons(request: HttpRequest) -> list[HeaderButton]:
    """Return the button that exports the queue's filtered set, for those who may export."""
    if not policy.may_somewhere(request.user, policy.EXPORT):
        return []
    query = request.GET.copy()
    query.pop("p", None)
    query.setdefault("status", Status.PENDING.value)
    url = f"{reverse('civic_exports')}?{query.urlencode()}"
    # The list changes without its header: a script keeps the address in step.
    attrs = {"data-civic-export": Status.PENDING.value}
    return [HeaderButton(_("Export this list"), url=url, icon_name="download", attrs=attrs)]
