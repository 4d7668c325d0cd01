"""A citizen reports a contribution."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from civic_pages.campaigns.serving.reading import REPORT_ROUTE
from civic_pages.campaigns.serving.report_sheet import ReportSheet
from civic_pages.participation import actions
from civic_pages.participation.models import Contribution


def report(page: Any, request: HttpRequest, reference: str) -> HttpResponse:
    """Show the form, or take a report: 303 to the thank-you, 422 with what is wrong."""
    url = f"{page.contributions_url}{reference}/"
    sheet = ReportSheet(
        page,
        request,
        template="civic_pages/report.html",
        context={"reference": reference, "contribution_url": url},
        address=f"{url}{REPORT_ROUTE}",
    )
    if sheet.is_thanks:
        return sheet.thanks()
    contribution = Contribution.objects.public().of(page).filter(reference=reference).first()
    if contribution is None:
        raise Http404("No such contribution.")
    shown = {"title": contribution.title, "excerpt": contribution.excerpt}
    return sheet.answer(shown, lambda notice, now: actions.report(contribution, notice, now=now))
