"""What the page of one contribution holds beside its words: locks, tasks, notes, answers."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from civic_pages.participation import actions, policy
from civic_pages.participation.actions.redacting import REDACTABLE
from civic_pages.participation.models import Contribution, Edition, Note, Status
from civic_pages.participation.moderation import listing, presentation
from civic_pages.participation.moderation.forms import (
    AnswerForm,
    AssignForm,
    NoteForm,
    RedactForm,
    RejectForm,
)


def tools_context(contribution: Contribution, *, user: Any, now: datetime) -> dict[str, Any]:
    """Return the context of the team's tools; reading a contribution that waits takes its lock."""
    answers = presentation.answers(contribution)
    found = presentation.personal_data(contribution, answers)
    return {
        "answers": answers,
        "found": found,
        "can_redact": contribution.status in REDACTABLE,
        "redact_form": RedactForm(found=found),
        "reject_form": RejectForm(),
        "editions_count": Edition.objects.filter(contribution_id=contribution.pk).count(),
        "sees_editions": policy.may(user, policy.VIEW_EDITIONS, contribution.campaign_id),
        "notes": Note.objects.filter(contribution_id=contribution.pk).select_related("author"),
        "note_form": NoteForm(),
        "assign_form": AssignForm(by=user, initial={"to": contribution.assigned_to_id}),
        **_answering(contribution, user=user, now=now),
        **_holding(contribution, user=user, now=now),
        **_neighbours(contribution, user=user, now=now),
    }


def _answering(contribution: Contribution, *, user: Any, now: datetime) -> dict[str, Any]:
    may_answer = policy.may(user, policy.ANSWER, contribution.campaign_id)
    return {
        "may_answer": may_answer and contribution.status == Status.PUBLISHED,
        "edits_answers": may_answer,
        "official_answers": presentation.official_answers(contribution, now=now),
        "answer_form": AnswerForm(now=now),
    }


def _holding(contribution: Contribution, *, user: Any, now: datetime) -> dict[str, Any]:
    """Return whose lock it is: one's own, to be renewed, or another's, to be told."""
    if contribution.status == Status.PENDING:
        lock = actions.hold(contribution, by=user, now=now)
    else:
        found = actions.lock_of(contribution, now=now)
        if found is None:
            return {}
        lock = found
    if lock.user_id != user.pk:
        return {"held": actions.told_of(lock)}
    return {"own_lock": lock}


def _neighbours(contribution: Contribution, *, user: Any, now: datetime) -> dict[str, str]:
    """Return the addresses of what waits before and after, empty where nothing does."""
    around = {
        "next_url": listing.next_pending(contribution, user=user, now=now),
        "previous_url": listing.previous_pending(contribution, user=user, now=now),
    }
    return {
        name: reverse("civic_contributions:inspect", args=[found.pk]) if found else ""
        for name, found in around.items()
    }
