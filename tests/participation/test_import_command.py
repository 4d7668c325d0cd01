"""``manage.py civic_import``: what it refuses, and says on the way out."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, form_block
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db


def run(campaign: Any, path: Path, *options: str, user: str = "moderator") -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    arguments = [str(campaign.pk), str(path), "--user", user, *options]
    try:
        call_command("civic_import", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    user_of("moderator")
    found = tmp_path / "idées.csv"
    found.write_text("titre,thème\nDes bancs,Voirie\n,Nature\n")
    return found


def test_problems_are_told_by_row_and_nothing_is_imported(path: Path) -> None:
    out, err = run(CampaignFactory(open=True), path, "--consents")
    assert "row 3, titre:" in err
    assert "added: nothing" in out
    assert not Contribution.objects.exists()


def test_columns_are_found_by_their_names(path: Path) -> None:
    path.write_text("titre,thème\nDes bancs,Voirie\n")
    out, _err = run(CampaignFactory(open=True), path, "--consents", "--batch", "Mairie")
    assert "added: 1" in out
    assert Contribution.objects.get().batch == "Mairie"


def test_whoever_may_not_enter_contributions_imports_none(path: Path) -> None:
    user_of("editor")
    for user in ("editor", "nobody"):
        assert "permission" in run(CampaignFactory(open=True), path, user=user)[1]


def test_it_asks_for_the_form_where_there_are_several(path: Path) -> None:
    campaign = CampaignFactory(body=[form_block(), form_block(form_id="b" * 36)])
    assert "--form" in run(campaign, path)[1]
    assert "row 3" in run(campaign, path, "--form", "b" * 36, "--consents")[1]


def test_what_does_not_exist_is_said(path: Path) -> None:
    campaign = CampaignFactory(open=True)
    assert "No such file" in run(campaign, path.with_name("absent.csv"))[1]
    assert "no campaign" in run(campaign.get_parent(), path)[1]
    path.write_bytes(b"")
    assert run(campaign, path)[1]
