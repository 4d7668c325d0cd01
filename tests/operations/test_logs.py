"""Logs tell what happened, and never hold what opens somebody's contribution."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import Error, transaction

from civic_pages.participation.models import ExactLocation
from civic_pages.testing import ContributionFactory
from site_config.logs import HidePrivateLinks


ADDRESS, LATITUDE = "12 rue Henri Barbusse\nescalier B", 48.8931742


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.addFilter(HidePrivateLinks())
    logger = logging.getLogger("tests.operations")
    logger.propagate = False
    logger.addHandler(handler)
    yield text
    logger.removeHandler(handler)


@pytest.mark.django_db
def test_a_log_of_what_a_database_refused_does_not_repeat_the_row(told: io.StringIO) -> None:
    place = ContributionFactory(pinned=True).exact_location
    logger = logging.getLogger("tests.operations")
    try:
        with transaction.atomic():
            rows = ExactLocation.objects.filter(pk=place.pk)
            rows.update(address=ADDRESS, latitude=LATITUDE, contribution=None)
    except Error as error:
        logger.exception("Internal Server Error: %s", "/bancs/")
        logger.warning("%s", error)
    # PostgreSQL says which row it was: each log of it is as good as a copy.
    text = told.getvalue()
    assert "Traceback" in text
    assert text.lower().count("null") > 1
    assert not [part for part in ("Barbusse", "escalier", "8931742") if part in text]


def test_what_follows_what_a_database_refused_stays_in_the_log(told: io.StringIO) -> None:
    refused = "duplicate key\nDETAIL:  Key (address)=(12 rue Henri\n\nBarbusse) already exists."

    def fail(error: Exception, cause: Exception | None = None) -> None:
        raise error from cause

    try:
        try:
            fail(ValueError(refused))
        except ValueError as error:
            fail(RuntimeError("The form was not stored."), error)
    except RuntimeError:
        logging.getLogger("tests.operations").exception("Failed")
    text = told.getvalue()
    assert not [part for part in ("Henri", "Barbusse") if part in text]
    assert "duplicate key" in text
    assert "The form was not stored." in text


def test_a_log_never_says_which_private_link_it_was(told: io.StringIO) -> None:
    logger = logging.getLogger("tests.operations")
    logger.warning("%s: %s", "Not Found", "/bancs/suivi/AbC123/corriger/")
    logger.warning("Bad Request: /suivi-par-courriel/gerer/AbC123?a=b")
    logger.warning("%s: %d", "/bancs/contributions/", 3)
    assert told.getvalue().splitlines() == [
        "Not Found: /bancs/suivi/-/corriger/",
        "Bad Request: /suivi-par-courriel/gerer/-?a=b",
        "/bancs/contributions/: 3",
    ]
