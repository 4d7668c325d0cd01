"""Votes and voters for the tests."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from civic_pages.models import (
    Ballot,
    CampaignPage,
    CampaignPhase,
    Participant,
    VoteOption,
    VotePage,
)
from civic_pages.participation.keys import Keys
from civic_pages.participation.participants.identity import Known
from civic_pages.testing import CampaignFactory
from civic_pages.voting import actions


OPTIONS = [
    ("Bancs place Foch", 8_000, "Quartier"),
    ("Fontaine du Parc", 30_000, "Quartier"),
    ("Piste cyclable", 50_000, "Toute ville"),
    ("Arbres dans la ville", 20_000, "Toute ville"),
]


def make(*, days: tuple[int, int] = (-5, 5), identity: str = "email", **values: Any) -> Any:
    """Return a live vote of one choice; its phase lies ``days`` from today."""
    campaign = CampaignFactory(identity=identity, live_totals=False, body=[])
    today = timezone.localdate()
    CampaignPhase.objects.create(
        page=campaign,
        name="Vote",
        kind="vote",
        start_date=today + timedelta(days=days[0]),
        end_date=today + timedelta(days=days[1]),
    )
    options = values.pop("options", OPTIONS)
    campaign = CampaignPage.objects.get(pk=campaign.pk)
    defaults = {"title": "Votez", "slug": "vote", "lot_number": "7-12-19-33-41"}
    vote = campaign.add_child(instance=VotePage(**{**defaults, **values}))
    for number, (title, cost, scope) in enumerate(options):
        VoteOption.objects.create(
            page=vote, sort_order=number, title=title, cost=cost, scope=scope,
            key=uuid.uuid5(uuid.NAMESPACE_OID, title),
        )  # fmt: skip
    return again(vote)


def again(vote: Any) -> Any:
    return VotePage.objects.get(pk=vote.pk)


def keys(vote: Any) -> list[str]:
    """Return the keys of the options in the order of the page."""
    return [option.key for option in vote.rules.options]


def known(vote: Any, email: str, *, is_proven: bool = True) -> Known:
    """Return a participant of the vote's campaign."""
    now = timezone.now()
    participant, _made = Participant.objects.get_or_create(
        campaign_id=vote.campaign.pk,
        key=Keys.of(vote.campaign.pk).person(email),
        defaults={"email": email, "confirmed_at": now if is_proven else None, "created_at": now},
    )
    return Known(participant, is_proven)


def cast(vote: Any, choices: Any, email: str = "a@example.org", **values: Any) -> actions.Cast:
    """Cast a ballot of a proven voter."""
    given = {"key": uuid.uuid4().hex, "now": timezone.now(), "attest": True, "age_ok": True}
    voter = known(vote, email, is_proven=values.pop("is_proven", True))
    return actions.cast(choices, vote=vote, voter=voter, **{**given, **values})


def counted(vote: Any) -> list[Any]:
    return list(Ballot.objects.counted(vote.pk).values_list("choices", flat=True))
