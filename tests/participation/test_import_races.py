"""Two imports of one file at once: its rows are stored once, and no half of it stays."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from civic_pages.participation.desk import importing
from civic_pages.participation.desk.rows import Plan
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, definition_of
from tests.participation.desk import user_of


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
ROWS = 60
THREADS = 4


@pytest.mark.parametrize("external_id", [True, False])
def test_a_file_imported_by_four_people_at_once_is_stored_once(external_id: bool) -> None:
    campaign, operator = CampaignFactory(open=True), user_of("moderator")
    columns = {"titre": "titre", **({"@external_id": "n"} if external_id else {})}
    text = "titre;n\n" + "\n".join(f"Idée {n};{n}" for n in range(ROWS))
    plan = Plan(campaign, definition_of(campaign), columns, operator, timezone.now(), consents=True)
    together = Barrier(THREADS)

    def one(_number: int) -> Any:
        try:
            together.wait(timeout=30)
            return importing.run(io.BytesIO(text.encode()), plan).added
        except ValidationError:
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        added = list(pool.map(one, range(THREADS)))
    assert sorted(added) == [0, 0, 0, ROWS]
    assert Contribution.objects.count() == ROWS
