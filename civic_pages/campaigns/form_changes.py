"""Tells the editor, who saves a campaign, which questions the change archives."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from civic_pages.participation.archiving import Archived, archived, dropped_choices


def before_edit_page(request: HttpRequest, page: Page) -> None:
    """Remember the forms as they are live, while they are."""
    if request.method == "POST" and hasattr(page, "form_definitions"):
        live: Any = Page.objects.get(pk=page.pk).specific
        request.civic_live_forms = live.form_definitions()  # type: ignore[attr-defined]


def after_edit_page(request: HttpRequest, page: Any) -> None:
    """Say which questions and choices of the live forms are no longer asked, but have answers."""
    before = getattr(request, "civic_live_forms", None)
    if before is None:
        return
    after = page.form_definitions()
    if {form.digest for form in before} <= {form.digest for form in after}:
        return
    told = [_told(question) for question in archived(before, after, page.pk)]
    told += [
        ngettext(
            "The choice “%(choice)s” of “%(label)s” is no longer offered: %(n)d answer keeps it.",
            "The choice “%(choice)s” of “%(label)s” is no longer offered: %(n)d answers keep it.",
            dropped.answers,
        )
        % {"choice": dropped.choice, "label": dropped.label, "n": dropped.answers}
        for dropped in dropped_choices(before, after, page.pk)
    ]
    see = messages.button(reverse("civic_form_versions", args=[page.pk]), _("Versions of the form"))
    for text in told:
        messages.warning(request, text, buttons=[see])


def _told(question: Archived) -> str:
    if question.cause == "retyped":
        text = ngettext(
            "The question “%(label)s” has another type now. The earlier one is archived: "
            "%(n)d answer keeps it; new answers get a technical name of their own.",
            "The question “%(label)s” has another type now. The earlier one is archived: "
            "%(n)d answers keep it; new answers get a technical name of their own.",
            question.answers,
        )
    else:
        text = ngettext(
            "The question “%(label)s” is archived: %(n)d answer keeps it.",
            "The question “%(label)s” is archived: %(n)d answers keep it.",
            question.answers,
        )
    return text % {"label": question.label, "n": question.answers}
