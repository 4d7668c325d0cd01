"""Votes: their admin, block, eraser and act; nothing is decided here."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from civic_pages.campaigns.languages import language_of
from civic_pages.following import news
from civic_pages.participation.participants import acts
from civic_pages.voting import acts as ballot_acts
from civic_pages.voting import admin, blocks, deletion, log_actions, paper_views, policy
from civic_pages.voting.pages import AbstractVotePage
from civic_pages.voting.privacy import Votes
from civic_pages.voting.signals import vote_published


def connect() -> None:
    """Register the act and the receiver; called once, when the app is ready."""
    acts.register(ballot_acts.BALLOT)
    vote_published.connect(tell_published, dispatch_uid="civic_pages.vote_published")


def tell_published(sender: type, vote: Any, **kwargs: Any) -> None:
    """Tell followers of a campaign that a vote has its result; not of one that is for a few."""
    if not vote.live or vote.get_view_restrictions().exists():
        return
    with translation.override(language_of(vote)):
        title = _("Result of the vote: %(title)s") % {"title": vote.title}
    news.tell(
        "vote",
        campaign=vote.campaign,
        target=f"campaign:{vote.campaign.pk}",
        key=f"vote:{vote.pk}:result",
        title=title,
        url=vote.full_url or "",
        at=timezone.now(),
    )


def register() -> None:
    """Register with Wagtail; called once, by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_admin_menu_item", menu_item)
    hooks.register("register_page_header_buttons", page_buttons)
    hooks.register("register_log_actions", log_actions.register)
    # Before whoever erases participants, by whose address voters are found.
    hooks.register("register_civic_erasers", Votes, order=-50)
    hooks.register("register_civic_blocks", blocks.ours, order=20)
    hooks.register("register_civic_elements", elements)
    hooks.register("before_delete_page", deletion.before_delete_page, order=-10)
    hooks.register("before_bulk_action", deletion.before_bulk_action, order=-10)


def elements() -> dict[str, str]:
    return {"civic-ballot": "civic_pages/js/elements/civic-ballot.js"}


class VotesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user)


def menu_item() -> MenuItem:
    url = reverse("civic_votes")
    return VotesMenuItem(
        gettext_lazy("Votes"), url, name="civic-votes", icon_name="tick-inverse", order=157
    )


def urls() -> list[URLPattern]:
    one = "civic/votes/<int:pk>/"
    return [
        path("civic/votes/", admin.IndexView.as_view(), name="civic_votes"),
        path(one, admin.DetailView.as_view(), name="civic_vote"),
        path(f"{one}projects/", admin.ProjectsView.as_view(), name="civic_vote_projects"),
        path(f"{one}paper/", paper_views.BoxesView.as_view(), name="civic_vote_boxes"),
        path(f"{one}paper/<int:batch>/", paper_views.PaperView.as_view(), name="civic_vote_paper"),
    ]


def page_buttons(
    page: Page, user: object, next_url: str | None = None, view_name: str = ""
) -> list[Button]:
    """Return what leads from a vote's editor to its projects and its count."""
    specific = page.specific_deferred
    if not isinstance(specific, AbstractVotePage):
        return []
    found = []
    if page.permissions_for_user(user).can_edit():
        url = reverse("civic_vote_projects", args=[page.pk])
        label = _("Add the projects at the vote")
        found.append(Button(label, url, icon_name="plus", priority=76))
    if policy.may_open(user, page):
        url = reverse("civic_vote", args=[page.pk])
        found.append(Button(_("Ballots and result"), url, icon_name="tick-inverse", priority=75))
    return found
