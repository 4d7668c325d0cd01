"""What texts, votes and projects tell to followers: once each, and only what is public."""

from typing import Any

import pytest
from django.utils import timezone

from civic_pages.following.models import News
from civic_pages.projects import actions
from civic_pages.projects.models import Project, ProjectListPage, ProjectStatus
from civic_pages.testing import CampaignFactory
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db


def test_a_public_project_that_moves_on_is_news_once(
    django_capture_on_commit_callbacks: Any,
) -> None:
    campaign, now, admin = CampaignFactory(open=True), timezone.now(), user_of("admin")
    page = campaign.add_child(instance=ProjectListPage(title="Projets", slug="projets"))
    values = {"campaign": campaign, "created_at": now, "updated_at": now}
    shown = Project.objects.create(reference="T-1", title="Un verger", **values)
    hidden = Project.objects.create(reference="T-2", title="Caché", is_public=False, **values)
    with django_capture_on_commit_callbacks(execute=True):
        for project in (shown, hidden):
            actions.change_status(
                project,
                ProjectStatus.VOTE,
                on=timezone.localdate(),
                note="",
                by=admin,
                now=now,
            )
    news = News.objects.get(kind="project")
    assert "Un verger" in news.title
    assert news.url == f"{page.full_url}T-1/"
