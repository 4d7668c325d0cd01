"""What a moderator decides: published, not published, withdrawn."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.moderation import listing
from civic_pages.participation.moderation.forms import RejectForm
from civic_pages.participation.moderation.views import ContributionView


class DecideView(ContributionView):
    """A decision; then the next contribution to moderate, or why it could not be taken."""

    permission_required = "moderate"
    http_method_names = ["post"]
    done_message: str | Promise = ""

    def decide(self) -> Contribution:
        raise NotImplementedError

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        was_waiting = self.object.status == Status.PENDING
        try:
            decided = self.decide()
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return redirect(self.url_of(self.object))
        see = messages.button(self.url_of(decided), _("See it again"))
        done = str(self.done_message) % {"reference": decided.reference}
        messages.success(request, done, buttons=[see])
        return self._onward(decided) if was_waiting else redirect(self.url_of(decided))

    def _onward(self, decided: Contribution) -> HttpResponse:
        following = listing.next_pending(decided, user=self.request.user, now=timezone.now())
        if following is not None:
            return redirect(self.url_of(following))
        messages.info(self.request, _("Nothing is left to moderate."))
        return redirect(self.index_url_name)


class PublishView(DecideView):
    done_message = gettext_lazy("%(reference)s is published.")

    def decide(self) -> Contribution:
        return actions.publish(self.object, by=self.request.user, now=timezone.now())


class RejectView(DecideView):
    done_message = gettext_lazy("%(reference)s is not published.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = RejectForm(request.POST)
        if not self.form.is_valid():
            context = self.get_context_data(reject_form=self.form)
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            response: HttpResponse = self.render_to_response(context, status=status)
            return response
        return super().post(request, *args, **kwargs)

    def decide(self) -> Contribution:
        reason = self.form.cleaned_data["reason"]
        return actions.reject(self.object, by=self.request.user, now=timezone.now(), reason=reason)


class WithdrawView(DecideView):
    done_message = gettext_lazy("%(reference)s is withdrawn.")

    def decide(self) -> Contribution:
        return actions.withdraw(self.object, by=self.request.user, now=timezone.now())
