"""The mail that asks whether an act was really theirs."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from civic_pages.participation.notifications import sending
from civic_pages.participation.participants import acts, links
from civic_pages.participation.participants.models import Participant


@task()
def send_confirmation(participant_id: int, kind: str, pk: int) -> None:
    """Mail somebody the link that makes their act count; nothing where it is gone."""
    participant = Participant.objects.select_related("campaign").filter(pk=participant_id).first()
    act = acts.known(kind)
    if participant is None or act is None or not participant.email:
        return
    campaign: Any = participant.campaign.specific
    with translation.override(participant.language or "fr"):
        done = act.describe(pk, participant)
        if not done:
            return
        address = (campaign.get_full_url() or "").rstrip("/") + "/"
        context = {
            "campaign": campaign,
            "done": done,
            "confirm_url": links.url(participant, kind, pk, campaign_url=address),
        }
        text = render_to_string("civic_pages/emails/act.txt", context)
    subject, _empty, body = text.strip().partition("\n")
    message = sending.Message(" ".join(subject.split()), f"{body.strip()}\n")
    sending.deliver(message, [participant.email], reply_to=campaign.contact_email)
