"""Pages beneath a campaign that open and close with its phases: texts, votes, syntheses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from civic_blocks.ports import Action
from civic_pages.campaigns.languages import InItsLanguage
from civic_pages.campaigns.mixins import CampaignMixin


class CampaignChildMixin(InItsLanguage):
    """For a Wagtail page whose parent is a campaign."""

    @classmethod
    def can_exist_under(cls, parent: Any) -> bool:
        """Tell whether an editor may add or move such a page beneath another."""
        allowed = super().can_exist_under(parent)  # type: ignore[misc]
        return bool(allowed and issubclass(parent.specific_class or object, CampaignMixin))

    @cached_property
    def campaign(self) -> Any:
        """The campaign page itself, of whatever class the host gives it."""
        return self.get_parent().specific  # type: ignore[attr-defined]

    def civic_actions(self, now: datetime) -> Sequence[Action]:
        """Return what a citizen can do here now: the campaign's page and timeline lead there."""
        return ()
