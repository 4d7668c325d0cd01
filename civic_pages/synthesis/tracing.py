"""“What became of my contribution?”: by its number, where a synthesis cites it and what followed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from civic_pages import conf
from civic_pages.campaigns.serving import now_of
from civic_pages.campaigns.serving.contexts import cache_seconds
from civic_pages.participation import official
from civic_pages.participation.models import Contribution
from civic_pages.projects.models import Project
from civic_pages.synthesis.places import places


ROUTE = "ma-contribution/"
PARAMETER = "reference"


class TraceForm(forms.Form):
    """The number of a contribution, as its receipt gives it."""

    reference = forms.CharField(
        max_length=32,
        label=_("Number of the contribution"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("It is on your receipt and in our e-mails: ASV-2026-00042, for example."),
    )

    def clean_reference(self) -> str:
        return str(self.cleaned_data["reference"]).strip().upper()


class TracingRoutes(RoutablePageMixin):
    """Adds the address to a synthesis page."""

    @path(ROUTE, name="trace")
    def trace_view(self, request: HttpRequest) -> HttpResponse:
        return trace(self, request)

    @property
    def trace_url(self) -> str:
        """Address of the page that tells what became of a contribution."""
        return f"{self.url or ''}{ROUTE}"


def trace(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the form, and what became of the contribution that is asked for.

    The answer is the same for a number that nobody has, one of another campaign, and one that is
    not published.
    """
    is_asked = PARAMETER in request.GET
    form = TraceForm(request.GET if is_asked else None)
    context: dict[str, Any] = {"form": form, "is_asked": is_asked}
    if is_asked and form.is_valid():
        context |= _became(page, form.cleaned_data["reference"], request)
    context |= {**page.get_context(request), "base_template": conf.get("BASE_TEMPLATE")}
    response = TemplateResponse(
        request,
        "civic_pages/synthesis/tracing.html",
        context,
        status=422 if is_asked and not form.is_valid() else 200,
    )
    patch_cache_control(response, max_age=cache_seconds(page.campaign, now_of(request)))
    return response


def _became(page: Any, reference: str, request: HttpRequest) -> dict[str, Any]:
    public = Contribution.objects.public().of(page.campaign)
    contribution = public.filter(reference=reference).first()
    if contribution is None:
        return {"reference": reference}
    return {
        "reference": reference,
        "contribution": contribution,
        "contribution_url": f"{page.campaign.contributions_url}{reference}/",
        "places": places(contribution),
        "official_answers": official.answers_to(contribution, now=now_of(request)),
        "projects": Project.objects.filter(contributions=contribution.pk, is_public=True),
    }
