"""A permission given on a page holds beneath it, and nowhere else."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civic_pages.access import acting
from civic_pages.models import Contribution, GroupCampaignPermission
from civic_pages.participation import actions, policy, reach
from civic_pages.participation.actions.answering import Reply
from civic_pages.participation.exports.orders import Format, Order
from civic_pages.participation.moderation.group_panel import DESKS
from civic_pages.participation.notifications.messages import moderator_addresses
from civic_pages.testing import CampaignFactory, ContributionFactory


pytestmark = pytest.mark.django_db
LOCAL = ("moderate_contribution", "answer_contribution", "export_contribution", "view_contact")


@pytest.fixture
def here() -> Any:
    return CampaignFactory(open=True, title="Ici", slug="ici")


@pytest.fixture
def there() -> Any:
    return CampaignFactory(open=True, title="Là-bas", slug="la-bas")


@pytest.fixture
def group(here: Any) -> Group:
    made = Group.objects.create(name="Équipe d’ici")
    made.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in LOCAL:
        permission = Permission.objects.get(codename=codename)
        GroupCampaignPermission.objects.create(group=made, page=here, permission=permission)
    return made


@pytest.fixture
def moderator(django_user_model: Any, group: Group) -> Any:
    user = django_user_model.objects.create_user("ici", "ici@example.org", "x")
    user.groups.add(group)
    return user


def test_it_holds_in_its_campaign_and_in_no_other(moderator: Any, here: Any, there: Any) -> None:
    assert policy.may(moderator, policy.MODERATE, here)
    assert policy.may(moderator, policy.MODERATE, here.pk)
    assert not policy.may(moderator, policy.MODERATE, there)
    assert not policy.may(moderator, policy.MODERATE, there.pk)


def test_whoever_asks_without_a_campaign_keeps_them_out(moderator: Any, here: Any) -> None:
    assert not policy.may(moderator, policy.MODERATE)
    assert policy.may_somewhere(moderator, policy.MODERATE)
    assert not policy.may_somewhere(moderator, policy.ENTER)


def test_it_holds_beneath_the_page(moderator: Any, here: Any, there: Any, group: Group) -> None:
    GroupCampaignPermission.objects.update(page=here.get_parent())
    for page in (here, there):
        assert policy.may(moderator, policy.MODERATE, page)


def test_nothing_is_left_of_it_without_the_account(moderator: Any, here: Any) -> None:
    moderator.is_active = False
    assert not policy.may(moderator, policy.MODERATE, here)
    assert not policy.may_somewhere(moderator, policy.MODERATE)
    assert not reach.within(Contribution.objects.all(), moderator, policy.MODERATE).exists()


def test_the_verbs_ask_about_the_contribution_s_own_campaign(
    moderator: Any, here: Any, there: Any
) -> None:
    now = timezone.now()
    theirs, other = ContributionFactory(campaign=here), ContributionFactory(campaign=there)
    assert actions.publish(theirs, by=moderator, now=now).status == "published"
    reply = Reply(text="Merci.", outcome=None, publish_at=None)
    assert actions.answer([theirs], reply=reply, by=moderator, now=now).pk
    public = ContributionFactory(campaign=there, published=True)
    for verb in (
        lambda: actions.publish(other, by=moderator, now=now),
        lambda: actions.reject(other, by=moderator, now=now, reason="Non"),
        lambda: actions.add_note(other, text="Non", by=moderator, now=now),
        lambda: actions.assign(other, to=moderator, by=moderator),
        lambda: actions.hold(other, by=moderator, now=now),
        lambda: actions.answer([public], reply=reply, by=moderator, now=now),
        lambda: actions.answer([theirs, public], reply=reply, by=moderator, now=now),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_an_export_needs_each_permission_in_its_campaign(
    moderator: Any, here: Any, there: Any
) -> None:
    actions.order_export(Order(here.pk, contacts=True), campaign=here, by=moderator, count=0)
    for order, page in (
        (Order(there.pk), there),
        (Order(here.pk, places=True), here),
        (Order(here.pk, Format.ARCHIVE), here),
    ):
        with pytest.raises(PermissionDenied):
            actions.order_export(order, campaign=page, by=moderator, count=0)


def test_nobody_is_put_in_charge_of_what_they_may_not_moderate(
    moderator: Any, there: Any, admin_user: Any
) -> None:
    with pytest.raises(Exception, match="ici"):
        actions.assign(ContributionFactory(campaign=there), to=moderator, by=admin_user)


def test_the_queue_asks_as_often_for_one_campaign_as_for_thirty(
    client: Any, moderator: Any, here: Any
) -> None:
    ContributionFactory(campaign=here)
    client.force_login(moderator)
    url, counts = reverse("civic_contributions:index"), []
    client.get(url)
    for more in (0, 29):
        ContributionFactory.create_batch(more, campaign=here)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_editor_of_groups_shows_and_keeps_what_is_given(
    client: Any, admin_user: Any, group: Group, here: Any, there: Any
) -> None:
    client.force_login(admin_user)
    url = reverse("wagtailusers_groups:edit", args=[group.pk])
    html = client.get(url).content.decode()
    assert "civic_campaign_permissions-0-page" in html
    rows = "civic_campaign_permissions"
    form = {
        "name": group.name,
        **{f"{other}-{end}_FORMS": 0 for end in ("TOTAL", "INITIAL")
           for other in ("page_permissions", "collection_permissions", "image_permissions",
                         "document_permissions", "collection_management_permissions")},
        f"{rows}-TOTAL_FORMS": 2, f"{rows}-INITIAL_FORMS": 1,
        f"{rows}-0-page": here.pk, f"{rows}-0-permissions": ["export_contribution"],
        f"{rows}-1-page": there.pk, f"{rows}-1-permissions": ["moderate_contribution"],
    }  # fmt: skip
    extra = [name for name in _prefixes(html) if f"{name}-TOTAL_FORMS" not in form]
    form |= {f"{name}-{end}_FORMS": 0 for name in extra for end in ("TOTAL", "INITIAL")}
    assert client.post(url, form).status_code == 302
    held = GroupCampaignPermission.objects.filter(group=group)
    assert set(held.values_list("page_id", "permission__codename")) == {
        (here.pk, "export_contribution"),
        (there.pk, "moderate_contribution"),
    }


def _prefixes(html: str) -> list[str]:
    import re

    return re.findall(r'name="([\w-]+)-TOTAL_FORMS"', html)


def test_a_key_takes_of_what_is_given_on_a_page_no_more_than_its_scopes(
    moderator: Any, here: Any, there: Any
) -> None:
    narrow = acting.narrowed(moderator, ["contributions:read", "exports:run"])
    for permission in (policy.MODERATE, policy.VIEW_CONTACT):
        assert not policy.may(narrow, permission, here)
        assert not policy.may_somewhere(narrow, permission)
    assert policy.may(narrow, policy.EXPORT, here)
    assert not policy.may(narrow, policy.EXPORT, there)


def test_who_waits_for_a_notice_is_told_of_their_own_city(
    moderator: Any, here: Any, there: Any
) -> None:
    assert moderator_addresses(here) == ["ici@example.org"]
    assert moderator_addresses(there) == []


def test_the_editor_of_groups_offers_each_permission_once() -> None:
    offered = [codename for labels in DESKS.values() for codename in labels]
    assert sorted(offered) == sorted(reach.GIVEN_ON_PAGES)
    assert [each.codename for each in reach.givable()] == list(reach.GIVEN_ON_PAGES)
