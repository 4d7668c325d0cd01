"""Votes in the Wagtail admin: the list, one vote with its count, and options out of projects."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from civic_pages.participation import policy as permissions
from civic_pages.participation.choices import Source
from civic_pages.voting import actions, listing, policy, presenting, projects
from civic_pages.voting.models import Ballot, BallotBatch, VoteResult
from civic_pages.voting.page_forms import has_begun
from civic_pages.voting.pages import AbstractVotePage, VotePage
from civic_pages.voting.state import VoteState, state_of


class VoteView(WagtailAdminTemplateMixin, View):
    """A page for those who enter or count ballots; kept by no browser and no proxy."""

    header_icon = "tick-inverse"
    page_title: str | Promise = gettext_lazy("Votes")
    needs: tuple[str, ...] = policy.BOTH

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not any(permissions.may_somewhere(request.user, needed) for needed in self.needs):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    @cached_property
    def vote(self) -> Any:
        page = Page.objects.filter(pk=self.kwargs["pk"]).specific().first()
        if not isinstance(page, AbstractVotePage) or not self.opens(page):
            raise Http404("No such vote.")
        return page

    def opens(self, vote: Any) -> bool:
        """Tell whether its user may do here what this page is for."""
        return any(permissions.may(self.request.user, needed, vote) for needed in self.needs)

    def crumbs(self) -> list[dict[str, Any]]:
        """Return what stands behind the list of votes."""
        if "pk" not in self.kwargs:
            return []
        return [{"url": reverse("civic_vote", args=[self.vote.pk]), "label": self.vote.title}]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("civic_votes"), "label": _("Votes")}
        items = [*self.breadcrumbs_items, index, *self.crumbs()]
        return [*items[:-1], {**items[-1], "url": ""}]

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(
            self.get_context_data(**context), status=status
        )
        return response

    def may(self, permission: str) -> bool:
        return permissions.may(self.request.user, permission, self.vote)


class IndexView(VoteView):
    """All votes and where they stand; of what ballots hold, nothing."""

    template_name = "civic_pages/admin/votes.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        known = VotePage.objects.order_by("-pk")
        votes = [vote for vote in known if self.opens(vote)]
        return self.page(rows=listing.rows(votes, timezone.now()))


class DetailView(VoteView):
    """One vote: its ballots as a number, its boxes; after the close its count."""

    template_name = "civic_pages/admin/vote.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._shown()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        verb = request.POST.get("verb", "")
        if verb == "publish":
            return self._publish()
        if verb == "recount":
            return self._recount()
        raise Http404("No such verb.")

    def _shown(self, status: int = 200, **context: Any) -> HttpResponse:
        vote, now = self.vote, timezone.now()
        ballots = Ballot.objects.filter(vote_id=vote.pk).exclude(state=Ballot.State.CANCELLED)
        figures = ballots.aggregate(
            counted=Count("pk", filter=Q(state=Ballot.State.COUNTED)),
            waiting=Count("pk", filter=Q(state=Ballot.State.UNCONFIRMED)),
            paper=Count("pk", filter=Q(source=Source.PAPER)),
        )
        result = VoteResult.objects.public().filter(vote_id=vote.pk).first()
        state = state_of(vote, now)
        return self.page(
            status,
            vote=vote,
            state=state,
            figures=figures,
            boxes=BallotBatch.objects.of(vote.pk),
            result=result,
            rows=presenting.rows_of(vote, result) if result is not None else [],
            may_enter=self.may(policy.ENTER) and result is None,
            may_publish=self.may(policy.COUNT) and state is VoteState.COUNTING,
            may_recount=self.may(policy.COUNT) and result is not None,
            may_edit=vote.permissions_for_user(self.request.user).can_edit(),
            waiting_projects=len(projects.waiting(vote)) if not has_begun(vote.pk) else 0,
            **context,
        )

    def _publish(self) -> HttpResponse:
        try:
            actions.publish(self.vote, by=self.request.user, now=timezone.now())
        except ValidationError as error:
            return self._shown(422, errors=error.messages)
        except (actions.StillOpen, actions.AlreadyPublished) as error:
            return self._shown(409, errors=[str(error)])
        messages.success(self.request, _("The result is published."))
        return redirect("civic_vote", self.vote.pk)

    def _recount(self) -> HttpResponse:
        permissions.require(self.request.user, policy.COUNT, self.vote)
        result = VoteResult.objects.public().filter(vote_id=self.vote.pk).first()
        if result is None:
            raise Http404("Nothing is published.")
        found = list(actions.differences(self.vote, result))
        data = {"count": len(found)}
        log(instance=self.vote, action="civic.vote.recount", user=self.request.user, data=data)
        return self._shown(recounted=True, differences=found)


class ProjectsView(VoteView):
    """Adds the projects at the vote to a draft of the page."""

    def opens(self, vote: Any) -> bool:
        # Whether they may edit it is asked at once.
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.vote.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return View.dispatch(self, request, *args, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if has_begun(pk):
            messages.error(request, _("Somebody has voted: no option can be added any more."))
            return redirect("wagtailadmin_pages:edit", pk)
        number = projects.add_projects(self.vote, by=request.user)
        text = ngettext(
            "%(number)d project is an option in a draft now: look at it and publish.",
            "%(number)d projects are options in a draft now: look at it and publish.",
            number,
        ) % {"number": number}
        if number:
            messages.success(request, text)
        else:
            messages.warning(request, _("No other project of this campaign is at the vote."))
        return redirect("wagtailadmin_pages:edit", pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first: a link changes nothing."""
        self.template_name = "civic_pages/admin/vote_projects.html"
        return self.page(vote=self.vote, projects=projects.waiting(self.vote))
