"""What a moderator decides: published, not published, withdrawn."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation import listing
from civic_pages.participation.moderation.deciding import Deciding
from civic_pages.participation.moderation.forms import RejectForm
from civic_pages.participation.moderation.views import ContributionView


class DecideView(Deciding, ContributionView):
    """A decision; then the next contribution to moderate, or why it could not be taken."""

    def onward(self, decided: Contribution) -> HttpResponse:
        following = listing.next_pending(decided, user=self.request.user, now=timezone.now())
        if following is not None:
            return redirect(self.url_of(following))
        messages.info(self.request, _("Nothing is left to moderate."))
        return redirect(self.index_url_name)


class PublishView(DecideView):
    done_message = gettext_lazy("%(reference)s is published.")

    def decide(self, typed: dict[str, Any]) -> Contribution:
        return actions.publish(self.object, by=self.request.user, now=timezone.now())


class RejectView(DecideView):
    done_message = gettext_lazy("%(reference)s is not published.")
    form_class, form_name = RejectForm, "reject_form"

    def decide(self, typed: dict[str, Any]) -> Contribution:
        by = self.request.user
        return actions.reject(self.object, by=by, now=timezone.now(), reason=typed["reason"])


class WithdrawView(DecideView):
    done_message = gettext_lazy("%(reference)s is withdrawn.")

    def decide(self, typed: dict[str, Any]) -> Contribution:
        return actions.withdraw(self.object, by=self.request.user, now=timezone.now())
