"""The mail that asks whether an act was really theirs."""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django_tasks import task

from civic_pages.participation.notifications import outbox, sending
from civic_pages.participation.participants import acts, links
from civic_pages.participation.participants.models import Participant


@task()
def send_confirmation(participant_id: int, kind: str, pk: int) -> None:
    """Mail somebody the link that makes their act count; nothing where it is gone."""
    participant = Participant.objects.select_related("campaign").filter(pk=participant_id).first()
    if participant is not None:
        write_confirmation(participant, kind, pk, now=timezone.now())


def write_confirmation(participant: Participant, kind: str, pk: int, *, now: datetime) -> None:
    """Write that mail in the caller's transaction; at most one a minute for one act."""
    act = acts.known(kind)
    if act is None or not participant.email:
        return
    campaign: Any = participant.campaign.specific
    with translation.override(participant.language or "fr"):
        done = act.describe(pk, participant)
        if not done:
            return
        context = {
            "campaign": campaign,
            "done": done,
            "confirm_url": links.url(participant, kind, pk, campaign=campaign),
        }
        message = sending.of_template("civic_pages/emails/act.txt", context)
    outbox.put(
        outbox.key_every(60, f"act:{participant.pk}:{kind}:{pk}", now=now),
        message,
        participant.email,
        campaign=campaign,
        reply_to=campaign.contact_email,
        now=now,
    )
