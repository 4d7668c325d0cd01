"""The link that confirms a comment, a support, a position, a ballot; from any device."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from civic_pages.campaigns.serving import private
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.participation import link_limit, rate
from civic_pages.participation.participants import acts, identity, links
from civic_pages.participation.participants.acts import Act
from civic_pages.participation.participants.models import Participant


@private.guarded
def confirm_act(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    """Show a button (GET: mail scanners follow links); make the act count by POST, and go there."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return private.not_allowed("GET, HEAD, POST")
    participant, act, pk = _read(page, request, token)
    done = act.describe(pk, participant)
    if request.method != "POST" or not done:
        return private.render_private(page, request, "act", {"done": done})
    now = now_of(request)
    acts.confirm(act, pk, participant, now=now)
    response = private.see_other(act.url(pk) or page.get_url(request))
    identity.remember(response, participant, request)
    return response


def _read(page: Any, request: HttpRequest, token: str) -> tuple[Participant, Act, int]:
    found = links.read(token)
    if found is None or found[0].campaign_id != page.pk:
        link_limit.note_wrong(rate.client_network(request.META))
        raise Http404("No such link.")
    return found
