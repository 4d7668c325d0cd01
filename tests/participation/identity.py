"""A campaign that confirms e-mail addresses, and the mails it sends, for the tests of identity."""

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.test import Client

from civic_pages.participation import links
from civic_pages.participation.models import Contribution
from tests.participation.test_submission import answers


LINK = re.compile(r"https?://[^/\s]+(/\S*)")


def contribute(client: Client, campaign: Any, commit: Callable[..., Any], **changes: Any) -> Any:
    """Post a contribution, let its mails go, and return the receipt page."""
    with commit(execute=True):
        response = client.post(campaign.url, answers(**changes))
    assert response.status_code == 303, response.content.decode()
    return client.get(response["Location"])


def paths(message: Any, route: str) -> list[str]:
    """Return the paths of the links to a route in a mail."""
    return [path for path in LINK.findall(message.body) if route in path]


def last_path(route: str) -> str:
    """Return the path of the link to a route in the last mail to a contributor."""
    found = [path for message in mail.outbox for path in paths(message, route)]
    return found[-1]


def private_path(campaign: Any) -> str:
    """Return the path of the private page of the campaign's one contribution."""
    token = links.follow_token(Contribution.objects.get(campaign_id=campaign.pk))
    return f"{campaign.url}suivi/{token}/"
