"""Stores the demo's contributions in bulk: through the one form, without mails or audit log."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from civic_pages.participation.bulk import Entry, store_many
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.geo.geocoders import FoundPlace
from civic_pages.participation.intake import Intake
from civic_pages.participation.locating import Search
from civic_pages.participation.models import Moderation, ReferenceCounter, Status
from civic_pages.participation.providers import query_dict
from civic_pages.participation.submission import form_input
from site_config.demo.drafts import Draft


class InvalidDraft(ValueError):
    """The campaign's own form refuses what the demo says: the content has a mistake."""


def store(campaign: Any, drafts: Iterable[Draft], *, now: datetime) -> int:
    """Store contributions of a campaign just made and count them; returns how many.

    Raises:
        InvalidDraft: with the form's errors.
    """
    definition = campaign.form_definitions()[0]
    # A demo that is laid anew counts its references from one again.
    ReferenceCounter.objects.filter(code=campaign.code).delete()
    entries = [_entry(draft, campaign, definition, now) for draft in drafts]
    return store_many(entries, campaign=campaign, now=now)


def _search_of(draft: Draft) -> Search | None:
    """Return a geocoder that knows the one place of a draft: the demo asks no service."""
    if draft.place is None:
        return None
    latitude, longitude = draft.place

    def search(address: str) -> list[FoundPlace]:
        return [FoundPlace(address, latitude, longitude, kind="housenumber", score=1.0)]

    return search


def _entry(draft: Draft, campaign: Any, definition: Any, now: datetime) -> Entry:
    """Return a checked contribution; what was decided was so within two days, and before now."""
    data = query_dict(form_input(definition, draft.payload))
    form = ContributionForm(
        data, definition=definition, territory=campaign.territory, search=_search_of(draft)
    )
    if not form.is_valid():
        raise InvalidDraft(f"{campaign.code}: {form.errors.as_json()}")
    submission = form.submission()
    decided_at = None
    if draft.status != Status.PENDING:
        # Between two hours and two days, told by the fingerprint: the same at each run.
        hours = 2 + int(submission.fingerprint[:4], 16) % 46
        at_once = campaign.moderation == Moderation.AFTER and draft.status == Status.PUBLISHED
        decided_at = min(now, draft.created_at + timedelta(hours=0 if at_once else hours))
    return Entry(
        submission,
        created_at=draft.created_at,
        status=draft.status,
        intake=Intake(source=draft.source),
        reason=draft.reason,
        decided_at=decided_at,
    )
