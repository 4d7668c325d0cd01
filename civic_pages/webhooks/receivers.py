"""What becomes an event, the moment it is written; see ``clock`` for what dates make true."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import Signal
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.signals import comment_recorded
from civic_pages.participation import signals
from civic_pages.participation.models import Contribution, Precision, Status
from civic_pages.projects.addresses import Addresses
from civic_pages.projects.models import Project, ProjectStep
from civic_pages.synthesis.models import AbstractSynthesisPage
from civic_pages.voting.models import VoteResult
from civic_pages.webhooks import payloads
from civic_pages.webhooks.emitting import emit


# What an act is told as, beside the change of status it may bring.
ACTS: dict[Signal, str] = {
    signals.contribution_submitted: "contribution.submitted",
    signals.contribution_corrected: "contribution.corrected",
    signals.contribution_edited: "contribution.corrected",
    signals.contribution_answered: "contribution.answered",
    signals.contribution_erased: "contribution.erased",
}
BECAME = {
    Status.PUBLISHED: "contribution.published",
    Status.REJECTED: "contribution.rejected",
    Status.WITHDRAWN: "contribution.withdrawn",
    Status.MERGED: "contribution.merged",
}
ALWAYS_TEAM = {"contribution.submitted", "contribution.rejected"}


def tell_act(sender: type, instance: Contribution, of: Signal, now: datetime, **_kw: Any) -> None:
    """Tell what was done to a contribution."""
    if of not in ACTS:
        return
    is_public = instance.status == Status.PUBLISHED
    _tell(ACTS[of], instance, now, is_public=is_public)
    if of is signals.contribution_submitted and is_public:
        _tell(BECAME[Status.PUBLISHED], instance, now, is_public=True)


def tell_status(
    sender: type, instance: Contribution, before: str, now: datetime, **_kw: Any
) -> None:
    """Tell what became of a contribution; that the public lost sight of it, whatever the reason."""
    was_public, is_public = before == Status.PUBLISHED, instance.status == Status.PUBLISHED
    if instance.status in BECAME:
        name = BECAME[Status(instance.status)]
        _tell(name, instance, now, is_public=was_public or is_public)
    if was_public and not is_public:
        _tell("contribution.unpublished", instance, now, is_public=True)


def _tell(name: str, row: Contribution, now: datetime, *, is_public: bool) -> None:
    """Tell it, except of homes: of these, only the day's map is told (docs/privacy-of-places.md)."""
    if row.precision == Precision.AREAS:
        return
    data = payloads.merged if name == "contribution.merged" else payloads.contribution
    emit(
        name,
        campaign_id=row.campaign_id,
        subject=f"contribution:{row.reference}",
        data=partial(data, row),
        at=now,
        is_public=is_public and name not in ALWAYS_TEAM,
        team={"status": row.status},
    )


def tell_comment(
    sender: type, instance: Comment, now: datetime, *, is_public: bool, **_kw: Any
) -> None:
    """Tell that a comment can be read, or no more."""
    about = instance.contribution
    if about is not None and about.precision == Precision.AREAS:
        return
    readable = Comment.objects.public().filter(pk=instance.pk).exists() if is_public else True
    emit(
        "comment.published" if is_public else "comment.unpublished",
        campaign_id=instance.campaign_id,
        subject=f"comment:{instance.pk}",
        data=lambda page: payloads.comment(instance, page, is_public=is_public),
        at=now,
        is_public=readable,
    )


def tell_result(sender: type, instance: VoteResult, *, raw: bool = False, **_kw: Any) -> None:
    """Tell that the result of a vote is public; counted again, it is no news."""
    if raw or instance.published_at is None:
        return
    vote: Any = instance.vote.specific
    emit(
        "vote.results",
        campaign_id=vote.campaign.pk,
        subject=f"vote:{vote.pk}",
        data=partial(payloads.child, "vote", vote),
        at=instance.published_at,
        is_public=vote.live and not vote.get_view_restrictions().exists(),
        key=f"vote:{vote.pk}:results",
    )


def tell_step(
    sender: type, instance: ProjectStep, *, created: bool, raw: bool = False, **_kw: Any
) -> None:
    """Tell where a project stands now; imports write their steps in bulk, and tell nothing."""
    if created and not raw:
        _tell_project("project.status_changed", instance.project, instance.status)


def tell_project(
    sender: type, instance: Project, *, created: bool, update_fields: Any = None,
    raw: bool = False, **_kw: Any,
) -> None:  # fmt: skip
    """Tell that a project is shown, or no more."""
    if raw or not (created or (update_fields and "is_public" in update_fields)):
        return
    if instance.is_public:
        _tell_project("project.published", instance, instance.status)
    elif not created:
        _tell_project("project.unpublished", instance, "")


def _tell_project(name: str, project: Project, status: str) -> None:
    shown = project.is_public or name == "project.unpublished"

    def data(page: Any) -> payloads.Data:
        told = {**payloads.campaign(page), "project": project.reference}
        if project.is_public:
            url = Addresses({project.campaign_id}).of(project)
            told |= {"status": status, "url": payloads.whole(url, page)}
        return told

    emit(
        name,
        campaign_id=project.campaign_id,
        subject=f"project:{project.reference}",
        data=data,
        at=timezone.now(),
        is_public=shown,
    )


def tell_page(sender: type, instance: Any, *, verb: str, **_kw: Any) -> None:
    """Tell that a campaign or a synthesis is published, or taken from the public."""
    if instance.get_view_restrictions().exists():
        return
    if isinstance(instance, CampaignMixin):
        page: Any = instance
        emit(
            f"campaign.{verb}",
            campaign_id=page.pk,
            subject=f"campaign:{page.pk}",
            data=payloads.campaign,
            at=timezone.now(),
        )
    elif isinstance(instance, AbstractSynthesisPage):
        emit(
            f"synthesis.{verb}",
            campaign_id=instance.campaign.pk,
            subject=f"synthesis:{instance.pk}",
            data=partial(payloads.child, "synthesis", instance),
            at=timezone.now(),
        )


def _published(sender: type, instance: Any, **_kw: Any) -> None:
    if instance.live:
        tell_page(sender, instance, verb="published")


def _unpublished(sender: type, instance: Any, **_kw: Any) -> None:
    tell_page(sender, instance, verb="unpublished")


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    uid = "civic_pages.webhooks"
    signals.recorded.connect(tell_act, dispatch_uid=uid)
    signals.status_recorded.connect(tell_status, dispatch_uid=uid)
    comment_recorded.connect(tell_comment, dispatch_uid=uid)
    post_save.connect(tell_result, sender=VoteResult, dispatch_uid=f"{uid}.result")
    post_save.connect(tell_step, sender=ProjectStep, dispatch_uid=f"{uid}.step")
    post_save.connect(tell_project, sender=Project, dispatch_uid=f"{uid}.project")
    page_published.connect(_published, dispatch_uid=uid)
    page_unpublished.connect(_unpublished, dispatch_uid=uid)
