"""A contribution as its own author is told of it: in plain words, with all that was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_blocks.field_types import type_of
from civic_pages.participation.geo.saying import in_words
from civic_pages.participation.models import Contribution, Edition, OfficialAnswer, Status
from civic_pages.participation.prefill import kept_apart


@dataclass(frozen=True)
class Standing:
    """Where a contribution stands.

    ``tone`` is "info", "success" or "warning"; ``reason`` what the moderator wrote; ``url`` where
    everybody reads it, empty where nobody can.
    """

    headline: str | Promise
    words: str | Promise
    tone: str = "info"
    reason: str = ""
    url: str = ""


_STANDINGS: Mapping[str, Standing] = {
    Status.UNCONFIRMED: Standing(
        gettext_lazy("Waiting for your confirmation"),
        gettext_lazy("It counts once you use the link that was sent to your mailbox."),
        "warning",
    ),
    Status.PENDING: Standing(
        gettext_lazy("Being read"),
        gettext_lazy("The city's team reads it before it is published."),
    ),
    Status.PUBLISHED: Standing(
        gettext_lazy("Published"), gettext_lazy("Everybody can read it."), "success"
    ),
    Status.REJECTED: Standing(
        gettext_lazy("Not published"),
        gettext_lazy("The city's team did not publish it."),
        "warning",
    ),
    Status.WITHDRAWN: Standing(
        gettext_lazy("Withdrawn"),
        gettext_lazy("It is not shown and not counted any more."),
    ),
    Status.MERGED: Standing(
        gettext_lazy("Joined with another"),
        gettext_lazy("Another contribution says the same; both were joined and are read together."),
    ),
    Status.EXCLUDED: Standing(
        gettext_lazy("Set aside"),
        gettext_lazy("The city's team does not count it. Write to them if you do not agree."),
        "warning",
    ),
}


def standing(contribution: Contribution, page: Any) -> Standing:
    """Return where a contribution of a campaign page stands."""
    known = _STANDINGS[contribution.status]
    published = contribution.status == Status.PUBLISHED
    shown = published and Contribution.objects.public().filter(pk=contribution.pk).exists()
    words = known.words
    if published and not shown:
        words = _("It is counted. To protect homes, answers are not shown one by one.")
    return Standing(
        known.headline,
        words,
        known.tone,
        contribution.reason if contribution.status == Status.REJECTED else "",
        f"{page.contributions_url}{contribution.reference}/" if shown else "",
    )


@dataclass(frozen=True)
class Answer:
    """One question and what was answered, as text; ``is_private``: the public never sees it."""

    key: str
    label: str
    text: str
    is_private: bool


def answers(contribution: Contribution, campaign: Any) -> list[Answer]:
    """Return every answer in form order, contact and place too; empty ones are left out."""
    given = {**contribution.answers, **kept_apart(contribution)}
    rows = []
    for spec in contribution.form_version.definition:
        if spec.key not in given:
            continue
        answer, kind = given[spec.key], type_of(spec)
        text = in_words(spec, answer, campaign.territory)
        rows.append(Answer(spec.key, spec.label, text, not spec.public or kind.always_private))
    return [row for row in rows if row.text]


def official_answers(contribution: Contribution, *, now: datetime) -> list[OfficialAnswer]:
    """Return what the city has answered by ``now``, the latest first."""
    return list(
        contribution.official_answers.filter(publish_at__lte=now)
        .select_related("outcome")
        .order_by("-publish_at", "-pk")
    )


@dataclass(frozen=True)
class Moment:
    """Something that happened to a contribution, as its author is told: ``label`` in words.

    ``what`` is "received", "confirmed", "corrected", "answered", or the status that was decided.
    """

    what: str
    label: str
    at: datetime


def history(contribution: Contribution, *, now: datetime) -> list[Moment]:
    """Return what happened to a contribution by ``now``, the earliest first.

    What the team does among itself (notes, reading, removing personal data) is not told.
    """
    told = [Moment("received", _("Received"), contribution.created_at)]
    if contribution.confirmed_at is not None:
        told.append(Moment("confirmed", _("Confirmed"), contribution.confirmed_at))
    corrected = contribution.editions.filter(cause=Edition.Cause.CORRECTION)
    told += [
        Moment("corrected", _("Corrected by you"), at)
        for at in corrected.values_list("made_at", flat=True)
    ]
    if contribution.decided_at is not None and contribution.status not in _UNDECIDED:
        label = str(_STANDINGS[contribution.status].headline)
        told.append(Moment(contribution.status, label, contribution.decided_at))
    elif contribution.published_at is not None:
        label = str(_STANDINGS[Status.PUBLISHED].headline)
        told.append(Moment(Status.PUBLISHED, label, contribution.published_at))
    told += [
        Moment("answered", _("Answered by the city"), answer.publish_at)
        for answer in official_answers(contribution, now=now)
        if answer.publish_at is not None
    ]
    return sorted(told, key=lambda moment: moment.at)


_UNDECIDED = (Status.UNCONFIRMED, Status.PENDING)
