"""Putting a contribution in its right place, beside where its exact place is shown."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from civic_pages.participation import actions
from civic_pages.participation.moderation.forms import RelocateForm
from civic_pages.participation.moderation.views import ContributionView


class RelocateView(ContributionView):
    """Moves the place, or shows the page again with what was typed and what is wrong with it."""

    permission_required = "moderate"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        campaign: Any = self.object.campaign.specific
        form = RelocateForm(request.POST, territory=campaign.territory)
        if form.is_valid() and self._relocated(form, campaign):
            done = _("%(reference)s is in its new place.") % {"reference": self.object.reference}
            messages.success(request, done)
            return redirect(self.url_of(self.object))
        shown = self.get_context_data(relocate_form=form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        response: HttpResponse = self.render_to_response(shown, status=status)
        return response

    def _relocated(self, form: RelocateForm, campaign: Any) -> bool:
        try:
            actions.relocate(
                self.object,
                campaign=campaign,
                by=self.request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            form.add_error("sector" if error.code == "sector" else None, error)
            return False
        return True
