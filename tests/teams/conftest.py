"""Two cities and everybody's part in them."""

from typing import Any

import pytest

from tests.teams import world
from tests.teams.world import HERE, ROLES, THERE, City


@pytest.fixture
def here(db: None) -> City:
    return world.city(HERE)


@pytest.fixture
def there(db: None) -> City:
    return world.city(THERE)


@pytest.fixture
def people(here: City, there: City) -> dict[str, Any]:
    """Return somebody of each role."""
    return {role: world.person(role, here, there) for role in ROLES}
