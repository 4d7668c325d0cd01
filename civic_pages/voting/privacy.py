"""What votes keep of a person: that they voted, and their ballot until the close."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_pages.participation.privacy.base import Eraser, NamedFile, Person
from civic_pages.voting.models import Ballot, Voter


class Votes(Eraser):
    """That somebody voted, and what, while it is known.

    After the close nobody knows whose a ballot is: it stays counted.
    """

    slug = "votes"
    label = _("Votes: that somebody voted; their ballot until the result is published")
    told_as = "voters"

    def held(self, who: Person) -> int:
        return _of(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        rows = [_told(voter) for voter in _of(who).select_related("vote", "ballot")]
        if rows:
            text = json.dumps(rows, ensure_ascii=False, indent=2)
            yield NamedFile("votes.json", text.encode())

    def erase(self, who: Person) -> int:
        return _erase(_of(who))

    def due(self, campaign_id: int) -> int:
        return _in(campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        """Forget who voted; ballots that were not counted yet stay, unlinked."""
        voters = _in(campaign_id)
        count = voters.count()
        voters.delete()
        return count


def _of(who: Person) -> QuerySet[Voter]:
    if not who.email:
        return Voter.objects.none()
    return Voter.objects.filter(participant__email__iexact=who.email)


def _in(campaign_id: int) -> QuerySet[Voter]:
    campaign = Page.objects.filter(pk=campaign_id).first()
    votes = campaign.get_children() if campaign is not None else Page.objects.none()
    return Voter.objects.filter(vote__in=votes)


@transaction.atomic
def _erase(voters: QuerySet[Voter]) -> int:
    found = list(voters.select_for_update())
    Ballot.objects.filter(pk__in=[v.ballot_id for v in found if v.ballot_id]).delete()
    # What waits for them goes with them.
    Voter.objects.filter(pk__in=[v.pk for v in found]).delete()
    return len(found)


def _told(voter: Voter) -> dict[str, Any]:
    ballot = voter.ballot
    return {
        "vote": voter.vote.title,
        "voted_on": voter.voted_on.isoformat(),
        "choices": _titles(voter) if ballot is not None else None,
    }


def _titles(voter: Voter) -> Any:
    """Return the choices of a ballot by the titles of the options."""
    page: Any = voter.vote.specific
    titles = {str(option.key): option.title for option in page.options.all()}
    choices = voter.ballot.choices if voter.ballot is not None else []
    if isinstance(choices, dict):
        return {titles.get(key, key): points for key, points in choices.items()}
    return [titles.get(key, key) for key in choices]
