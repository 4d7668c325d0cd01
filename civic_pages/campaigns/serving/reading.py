"""One public contribution of a campaign."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.text import capfirst

from civic_blocks import shapes
from civic_pages.campaigns import sections
from civic_pages.campaigns.serving.contexts import cache_seconds, now_of
from civic_pages.campaigns.serving.places import place_context
from civic_pages.participation import official, providers
from civic_pages.participation.models import Contribution
from civic_pages.participation.uploads import showing


REPORT_ROUTE = "signaler/"


def contribution_detail(page: Any, request: HttpRequest, reference: str) -> HttpResponse:
    """Show one public contribution, and take what is posted to one of its sections."""
    contribution = (
        Contribution.objects.public()
        .of(page)
        .filter(reference=reference)
        .select_related("form_version")
        .first()
    )
    if contribution is None:
        stays = Contribution.objects.all().stands_for(page, reference)
        if not stays:
            raise Http404("No such contribution.")
        # For now only: a merge can be taken back.
        return HttpResponseRedirect(f"{page.contributions_url}{stays}/")
    given: dict[str, dict[str, Any]] = {}
    if request.method == "POST":
        section = sections.section(request.POST.get(sections.PARAMETER, ""))
        if section is None:
            raise Http404("No such section.")
        answer = section.receive(page, request, contribution)
        if not isinstance(answer, dict):
            return answer
        given[section.slug] = answer
    return _shown(page, request, contribution, given)


def _shown(
    page: Any, request: HttpRequest, contribution: Contribution, given: dict[str, dict[str, Any]]
) -> HttpResponse:
    now = now_of(request)
    shown = sections.shown(page, request, contribution, given=given)
    url = f"{page.contributions_url}{contribution.reference}/"
    card = providers.card_of(contribution, page, now=now)
    context = {
        **page.get_context(request),
        "card": card,
        **place_context(card, page),
        "drawn": capfirst(shapes.in_words(contribution.shape)),
        "official_answers": official.answers_to(contribution, now=now),
        "answers": _answers(contribution),
        "file_answers": [
            {"key": answer.key, "label": answer.label, "files": answer.shown(f"{url}files/")}
            for answer in showing.file_answers(contribution, public_only=True)
        ],
        "back_url": page.contributions_url,
        "report_url": f"{url}{REPORT_ROUTE}",
        "sections": shown,
    }
    response = TemplateResponse(
        request, "civic_pages/contribution_detail.html", context, **_answered(given)
    )
    if any(section.context.get("is_personal") for section in shown):
        patch_cache_control(response, no_store=True, private=True)
    else:
        patch_cache_control(response, max_age=cache_seconds(page, now))
    return response


def _answers(contribution: Contribution) -> list[dict[str, str]]:
    """Return the public answers, but the one that the page has as its title, if all of it is there."""
    titled = contribution.form_version.definition.with_role("title")
    heading = (titled.label, contribution.title) if titled else None
    rows = contribution.answered(public_only=True, skip={"file"})
    return [{"label": label, "text": text} for label, text in rows if (label, text) != heading]


def _answered(given: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return status and headers of a page, as the section says that was posted to."""
    if not given:
        return {"status": HTTPStatus.OK}
    refused = next(iter(given.values()))
    status = refused.get("status", HTTPStatus.UNPROCESSABLE_ENTITY)
    return {"status": status, "headers": refused.get("headers")}
