"""For whoever is in charge of personal data: one person's data, and what ends when.

A person is looked up by POST, so that no address stands in a log or a browser's history; between the
pages they travel as a signed token.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from civic_pages.campaigns import retention
from civic_pages.participation import actions, policy
from civic_pages.participation.models import Contribution
from civic_pages.participation.privacy.base import Person, erasers, find


TOKEN_SALT = "civic_pages.person"  # noqa: S105 - a salt names a use, it hides nothing
TOKEN_SECONDS = 3600


class LookUpForm(forms.Form):
    """Whose data."""

    query = forms.CharField(
        label=gettext_lazy("E-mail address or reference"),
        help_text=gettext_lazy(
            "Make sure first that the person who asks is the one behind this address."
        ),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class EraseForm(forms.Form):
    """How far the erasure goes."""

    words = forms.TypedChoiceField(
        label=gettext_lazy("What is erased"),
        choices=[
            (
                "no",
                gettext_lazy("All that leads to the person; what is published stays, anonymous"),
            ),
            ("yes", gettext_lazy("Everything: the contributions are withdrawn and blanked too")),
        ],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have checked who asks. This cannot be undone."),
        error_messages={"required": gettext_lazy("Tick this box to erase.")},
    )


@dataclass(frozen=True)
class Store:
    """How many rows a place holds of somebody."""

    label: str | Promise
    count: int


class DataProtectionPage(WagtailAdminTemplateMixin, TemplateView):
    """What is held of whom, and which campaigns end when; for data officers only."""

    page_title = gettext_lazy("Personal data")
    header_icon = "lock"
    template_name = "civic_pages/admin/data_protection.html"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require(request.user, policy.ERASE)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.setdefault("form", LookUpForm())
        items = sorted(retention.held(now=timezone.now()), key=lambda item: item.since)
        context["campaigns"] = [
            {
                "title": item.campaign.title,
                "since": item.since,
                "is_over": item.is_over,
                "rows": [
                    Store(eraser.ends_as or eraser.label, count)
                    for eraser, count in item.rows.items()
                ],
            }
            for item in items
        ]
        return context

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        form = LookUpForm(request.POST)
        person = find(form.cleaned_data["query"]) if form.is_valid() else None
        if person is None:
            if form.is_valid():
                form.add_error("query", _("Nothing is held under this address or reference."))
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.render_to_response(self.get_context_data(form=form), status=status)
        return _see_other("civic_person", token_of(person))


def token_of(person: Person) -> str:
    """Return a signed token of a person, good for an hour."""
    data = {"email": person.email, "contributions": person.contributions}
    return signing.dumps(data, salt=TOKEN_SALT, compress=True)


def person_of(token: str) -> Person:
    """Return the person of a token.

    Raises:
        Http404: it is not ours, or too old.
    """
    try:
        data = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature as error:
        raise Http404("This look-up is too old: look the person up again.") from error
    return Person(data["email"], tuple(data["contributions"]))


def _see_other(name: str, *args: Any) -> HttpResponse:
    response = redirect(name, *args)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


class PersonPage(DataProtectionPage):
    """All that is held of one person, with a copy for them and the erasure."""

    page_title = gettext_lazy("Data of one person")
    template_name = "civic_pages/admin/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = person_of(self.kwargs["token"])
        context: dict[str, Any] = WagtailAdminTemplateMixin.get_context_data(self, **kwargs)
        found = Contribution.objects.filter(pk__in=person.contributions)
        context.setdefault("erase_form", EraseForm())
        return {
            **context,
            "person": person,
            "stores": [store for store in _held(person) if store.count],
            "contributions": found.select_related("campaign").order_by("created_at"),
            "export_url": reverse("civic_person_export", args=[self.kwargs["token"]]),
        }

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        form = EraseForm(request.POST)
        if not form.is_valid():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self.render_to_response(self.get_context_data(erase_form=form), status=status)
        person = person_of(self.kwargs["token"])
        before = _held(person)
        erased = actions.erase_person(
            person, by=request.user, now=timezone.now(), words=form.cleaned_data["words"]
        )
        if not erased:
            messages.warning(request, _("Nothing was left to erase."))
            return _see_other("civic_data_protection")
        told = ngettext("%(n)d record is erased.", "%(n)d records are erased.", erased)
        gone = ", ".join(_gone(before, _held(person)))
        messages.success(request, f"{told % {'n': erased}} {gone}".strip())
        return _see_other("civic_data_protection")


def _held(person: Person) -> list[Store]:
    return [Store(eraser.label, eraser.held(person)) for eraser in erasers()]


def _gone(before: list[Store], after: list[Store]) -> Iterator[str]:
    """Yield, for each place that holds less of somebody than before, how much less."""
    for was, left in zip(before, after, strict=True):
        if was.count > left.count:
            yield _("%(label)s: %(count)s") % {
                "label": was.label,
                "count": was.count - left.count,
            }


def export_person(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out all that is held of a person; by POST, because it is logged."""
    policy.require(request.user, policy.ERASE)
    if request.method != "POST":
        raise PermissionDenied
    content = actions.export_person(person_of(token), by=request.user)
    response = HttpResponse(content, content_type="application/zip")
    name = f"donnees-personnelles-{timezone.localdate().isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


class DataProtectionMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may(request.user, policy.ERASE)


def menu_item() -> MenuItem:
    return DataProtectionMenuItem(
        # Short: Wagtail's menu cuts off what is longer.
        pgettext_lazy("menu", "Privacy"),
        reverse("civic_data_protection"),
        name="civic-data-protection",
        icon_name="lock",
        order=160,
    )


def urls() -> list[URLPattern]:
    return [
        path("civic-personal-data/", DataProtectionPage.as_view(), name="civic_data_protection"),
        path("civic-personal-data/<str:token>/", PersonPage.as_view(), name="civic_person"),
        path("civic-personal-data/<str:token>/copy/", export_person, name="civic_person_export"),
    ]
