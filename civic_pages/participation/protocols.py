"""What participation asks of a campaign page, whichever class a host gives it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from civic_blocks.definitions import FormDefinition
from civic_pages.participation.geo.perimeters import Territory


class Campaign(Protocol):
    """A Wagtail page that takes contributions; ``CampaignMixin`` implements it.

    ``public_precision`` is a :class:`~civic_pages.participation.models.Precision`,
    ``identity`` an :class:`~civic_pages.participation.models.Identity`; ``households``: each home
    counts once.
    """

    pk: Any
    title: str
    code: str
    public_precision: str
    identity: str
    households: bool
    area_threshold: int | None
    public_filters: list[str]
    legal_text: str
    contact_email: str
    perimeter: dict[str, Any] | None
    sectors: dict[str, Any] | None

    @property
    def territory(self) -> Territory: ...

    def allows(self, verb: str, *, now: datetime) -> bool: ...

    def refusal(self, verb: str, *, now: datetime) -> str: ...

    def moderation_at(self, now: datetime) -> str: ...

    def shows_totals(self, now: datetime) -> bool: ...

    def form_definitions(self) -> Sequence[FormDefinition]: ...

    def print_url(self, form_id: str) -> str: ...

    def get_full_url(self, request: Any = None) -> str | None: ...
