"""Where Django looks for models; they live with their feature."""

from civic_pages.campaigns.calendar import AbstractPhase
from civic_pages.campaigns.models import (
    AbstractCampaignPage,
    CampaignIndexPage,
    CampaignPage,
    CampaignPhase,
    ContentPage,
)
from civic_pages.campaigns.settings import CivicSiteSettings
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    FormVersion,
    PlacedUnder,
    PublicAreas,
    ReferenceCounter,
    Tally,
)


__all__ = [
    "AbstractCampaignPage",
    "AbstractPhase",
    "CampaignIndexPage",
    "CampaignPage",
    "CampaignPhase",
    "CivicSiteSettings",
    "Contact",
    "ContentPage",
    "Contribution",
    "ExactLocation",
    "FormVersion",
    "PlacedUnder",
    "PublicAreas",
    "ReferenceCounter",
    "Tally",
]
