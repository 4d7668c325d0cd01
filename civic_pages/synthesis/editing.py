"""Around the editor of a synthesis: what it says after saving, and where its menu leads."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from civic_pages.synthesis import access
from civic_pages.synthesis.coverage import coverage
from civic_pages.synthesis.models import AbstractSynthesisPage


def warn_of_left_out(request: HttpRequest, page: Any) -> None:
    """Say after saving how many contributions the synthesis cites nowhere."""
    if not isinstance(page, AbstractSynthesisPage) or not request.accepts("text/html"):
        return
    left_out = coverage(page).left_out
    if left_out:
        text = ngettext(
            "%(n)d contribution is cited nowhere.",
            "%(n)d contributions are cited nowhere.",
            left_out,
        )
        url = f"{reverse('civic_cite', args=[page.pk])}?cited=nowhere"
        may_cite = access.may_edit(page, request.user)
        buttons = [messages.button(url, _("See them"))] if may_cite else []
        messages.warning(request, text % {"n": left_out}, buttons=buttons)


def page_buttons(page: Any, user: Any, view_name: str = "", **_kwargs: Any) -> list[Button]:
    """Return the links in the menu of a synthesis' editor."""
    specific: Any = page.specific_deferred
    if not isinstance(specific, AbstractSynthesisPage) or page.pk is None:
        return []
    if not access.may_edit(page, user):
        return []
    links = (
        ("civic_citations", _("Citations"), "openquote"),
        ("civic_commitments", _("Commitments"), "tick-inverse"),
    )
    return [
        Button(label, reverse(name, args=[page.pk]), icon_name=icon, priority=70 + index)
        for index, (name, label, icon) in enumerate(links)
    ]
