"""Personal data taken out on the moderator's page, and what stood there before."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation import presentation
from civic_pages.participation.moderation.forms import RedactForm
from civic_pages.participation.moderation.teamwork import DeskView


class RedactView(DeskView):
    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        found = presentation.personal_data(self.object, presentation.answers(self.object))
        form = RedactForm(request.POST, found=found)
        if not form.is_valid():
            return self.invalid(redact_form=form)
        try:
            actions.redact(self.object, literals=form.literals, by=request.user, now=timezone.now())
        except ValidationError as error:
            return self.back(error=error)
        return self.back(done=_("Removed. The original is kept for the team, out of sight."))


class EditionsView(DeskView):
    """The page with earlier texts; asked for by POST, because the reading is logged."""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        editions = actions.read_editions(self.object, by=request.user)
        shown = [(edition, earlier_texts(self.object, edition.data)) for edition in editions]
        response: HttpResponse = self.render_to_response(self.get_context_data(editions=shown))
        return response


def earlier_texts(contribution: Contribution, data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (question, earlier answer) of what an edition keeps; the group's name too."""
    earlier = Contribution(form_version=contribution.form_version, answers=data.get("answers", {}))
    rows = [(row.label, row.text) for row in presentation.answers(earlier)]
    if group := data.get("group_name"):
        rows.append((_("Group"), group))
    return rows
