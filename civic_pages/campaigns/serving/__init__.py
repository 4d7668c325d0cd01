"""Requests to campaign pages: reading, contributing, the list of contributions and each of them."""

from civic_pages.campaigns.serving.confirming import confirm
from civic_pages.campaigns.serving.contexts import campaign_context, index_context, now_of
from civic_pages.campaigns.serving.correcting import correct
from civic_pages.campaigns.serving.exploring import contribution_list
from civic_pages.campaigns.serving.files import contribution_file
from civic_pages.campaigns.serving.homes import household
from civic_pages.campaigns.serving.mapping import printed_map
from civic_pages.campaigns.serving.pages import campaign
from civic_pages.campaigns.serving.participating import confirm_act
from civic_pages.campaigns.serving.printing import form_code, printed_form
from civic_pages.campaigns.serving.private import follow, send_again, withdraw
from civic_pages.campaigns.serving.reading import contribution_detail
from civic_pages.campaigns.serving.reminding import remind
from civic_pages.campaigns.serving.reportables import report_other
from civic_pages.campaigns.serving.reporting import report


__all__ = [
    "campaign",
    "campaign_context",
    "confirm",
    "confirm_act",
    "contribution_detail",
    "contribution_file",
    "contribution_list",
    "correct",
    "follow",
    "form_code",
    "household",
    "index_context",
    "now_of",
    "printed_form",
    "printed_map",
    "remind",
    "report",
    "report_other",
    "send_again",
    "withdraw",
]
