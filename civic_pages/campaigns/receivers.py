"""What happens around pages: places follow the precision, editors get their portal."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_save
from wagtail.models import GroupPagePermission
from wagtail.signals import page_published

from civic_pages.campaigns import languages
from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.campaigns.models import CampaignIndexPage
from civic_pages.participation.geo.placing import follow_rules
from civic_pages.participation.groups import EDITORS, page_permissions


def follow_precision(sender: type, instance: Any, **kwargs: Any) -> None:
    """Compute public places anew when a campaign is published with other rules or sectors.

    Runs before the page is answered: a place that must no longer be public is not for a minute.
    """
    if not isinstance(instance, CampaignMixin):
        return
    follow_rules(instance)  # type: ignore[arg-type]


def open_portal_to_editors(sender: type, instance: Any, *, created: bool, **kwargs: Any) -> None:
    """Let the group of editors work beneath a new portal."""
    if not created or kwargs.get("raw"):
        return
    group = Group.objects.filter(name=EDITORS).first()
    for permission in page_permissions() if group else ():
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=instance.pk, permission=permission
        )


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    page_published.connect(follow_precision, dispatch_uid="civic_pages.follow_precision")
    post_save.connect(
        open_portal_to_editors, sender=CampaignIndexPage, dispatch_uid="civic_pages.portal"
    )
    # At the beginning too: what a server cut off may never have told its end.
    for signal in (request_started, request_finished):
        signal.connect(languages.restore, dispatch_uid="civic_pages.languages")
