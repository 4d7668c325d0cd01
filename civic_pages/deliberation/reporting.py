"""A citizen reports a comment."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from civic_pages.campaigns.serving.report_sheet import ReportSheet
from civic_pages.deliberation import actions, targets
from civic_pages.deliberation.models import Comment


# In the address of what is reported.
NAME = "commentaires"


def report(page: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or take a report: 303 to the thank-you, 422 with what is wrong."""
    template = "civic_pages/deliberation/report.html"
    sheet = ReportSheet(page, request, template=template, context={}, address=request.path)
    if sheet.is_thanks:
        return sheet.thanks()
    found = Comment.objects.public().filter(campaign_id=page.pk, pk=pk, is_official=False)
    comment = found.first()
    if comment is None:
        raise Http404("No such comment.")
    url = targets.permalink(comment, targets.beneath(comment).url)
    return sheet.answer(
        {"comment": comment, "comment_url": url},
        lambda notice, now: actions.report(comment, notice, now=now),
    )
