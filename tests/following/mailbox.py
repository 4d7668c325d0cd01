"""A mail server that fails, at the edge of the network, and links out of mails."""

import re
from typing import Any, ClassVar

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from civic_pages.following.models import Subscription
from site_config.settings.mail import mail_settings


LINK = re.compile(r"https?://[^/\s>]+(/suivi-par-courriel/\S*)")


class FailingBackend(EmailBackend):
    """Refuses as many messages as ``left`` says, then takes them."""

    left: ClassVar[int] = 0

    def send_messages(self, messages: Any) -> int:
        if FailingBackend.left > 0:
            FailingBackend.left -= 1
            raise ConnectionRefusedError("habitante@example.org: no such host")
        sent: int = super().send_messages(messages)
        return sent


def fail(settings: Any, times: int) -> None:
    """Have the next mails refused."""
    FailingBackend.left = times
    values = mail_settings({"EMAIL_BACKEND": "tests.following.mailbox.FailingBackend"})
    for name, value in values.items():
        setattr(settings, name, value)


def link(name: str, message: Any = None) -> str:
    """Return the path of the last link of a kind in a mail, the last one where none is given."""
    body = (message or mail.outbox[-1]).body
    return [path for path in LINK.findall(body) if f"/{name}/" in path][-1]


def follow(client: Client, campaign: Any, commit: Any, **data: Any) -> Any:
    """Post the form of a campaign, and let its mail go."""
    with commit(execute=True):
        return client.post(
            f"/suivi-par-courriel/{campaign.pk}/",
            {
                "email": "habitante@example.org",
                "pace": "at_once",
                "civic_follow_key": "k" * 20,
                **data,
            },
        )


def confirmed(client: Client, campaign: Any, commit: Any, **data: Any) -> Any:
    """Follow, use the link that is mailed, and return the subscription."""
    assert follow(client, campaign, commit, **data).status_code == 303
    assert client.post(link("confirmer")).status_code == 303
    mail.outbox.clear()
    return Subscription.objects.latest("pk")
