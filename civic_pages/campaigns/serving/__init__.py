"""Requests to campaign pages: reading, contributing, the list of contributions and each of them."""

from civic_pages.campaigns.serving.contexts import campaign_context, index_context, now_of
from civic_pages.campaigns.serving.pages import campaign
from civic_pages.campaigns.serving.reading import contribution_detail, contribution_list


__all__ = [
    "campaign",
    "campaign_context",
    "contribution_detail",
    "contribution_list",
    "index_context",
    "now_of",
]
