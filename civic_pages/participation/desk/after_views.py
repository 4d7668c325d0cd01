"""After an entry: take it back, say what it means for its home; and the form on paper."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from civic_pages.participation import actions
from civic_pages.participation.desk.entry_forms import Sitting
from civic_pages.participation.desk.entry_views import FormView, see_other


class UndoView(FormView):
    """Takes back the entry that was typed last."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        sitting = Sitting.of(request.session, self.today)
        contribution = self.own_entry(request.POST.get("uuid", ""))
        try:
            actions.undo_entry(contribution, by=request.user, now=self.now)
        except (PermissionDenied, ValidationError):
            messages.error(request, _("This entry cannot be taken back any more."))
        else:
            messages.success(
                request, _("%(reference)s is taken back.") % {"reference": contribution.reference}
            )
            sitting.last = ""
            sitting.keep(request.session, self.today)
        return see_other(self.entry_url)


class HouseholdView(FormView):
    """What an entry means whose home has answered before."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        contribution = self.own_entry(request.POST.get("uuid", ""))
        choice = request.POST.get("choice", "")
        try:
            actions.choose_household(contribution, choice, by=request.user, now=self.now)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(
                request, _("%(reference)s: noted.") % {"reference": contribution.reference}
            )
        return see_other(self.entry_url)


class PrintView(FormView):
    """Leads to the form as it is printed, on the public site."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.campaign.print_url(self.definition.form_id))
