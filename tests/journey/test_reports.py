"""What should not be public, reported over the API as on the page."""

from typing import Any

import pytest

from civic_pages.deliberation.models import CommentReport
from civic_pages.participation.models import Report
from civic_pages.testing import ContributionFactory
from tests.abuse.gates import turn_on
from tests.deliberation.discussion import commented, discussed
from tests.journey.traveller import ME, Traveller, problem


pytestmark = pytest.mark.django_db


def test_a_contribution_and_a_comment_are_reported(traveller: Traveller, settings: Any) -> None:
    contribution = discussed()
    comment = commented(contribution)
    turn_on(settings)
    for path in (
        f"contributions/{contribution.reference}/reports/",
        f"comments/{comment.pk}/reports/",
    ):
        body: dict[str, str] = {"ground": "spam", "text": "De la publicité.", "email": ME}
        problem(traveller.post(path, body), 428, "challenge-required")
        body["proof"] = traveller.proof(contribution.campaign_id)
        assert traveller.post(path, body).status_code == 202
    for report in (Report.objects.get(), CommentReport.objects.get()):
        assert (report.ground, report.text, report.email) == ("spam", "De la publicité.", ME)
        assert report.network


@pytest.mark.parametrize(
    "body", [{}, {"ground": "x"}, {"ground": "spam", "email": "niet"}, {"ground": 3}, []]
)
def test_what_is_wrong_is_said(traveller: Traveller, body: Any) -> None:
    path = f"contributions/{discussed().reference}/reports/"
    problem(traveller.post(path, body), 422, "invalid")
    assert not Report.objects.exists()


def test_what_is_not_public_or_the_citys_own_is_not_reported(traveller: Traveller) -> None:
    contribution = discussed()
    city = commented(contribution, is_official=True)
    pending = ContributionFactory(campaign=contribution.campaign.specific)
    for path in (f"contributions/{pending.reference}/reports/", f"comments/{city.pk}/reports/"):
        problem(traveller.post(path, {"ground": "spam"}), 404)
