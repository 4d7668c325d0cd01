"""Logs tell what happened, and never hold what opens somebody's contribution."""

import io
import logging

from site_config.logs import HidePrivateLinks


def test_a_log_never_says_which_private_link_it_was() -> None:
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.addFilter(HidePrivateLinks())
    logger = logging.getLogger("tests.operations")
    logger.propagate = False
    logger.addHandler(handler)
    logger.warning("%s: %s", "Not Found", "/bancs/suivi/AbC123/corriger/")
    logger.warning("Bad Request: /suivi-par-courriel/gerer/AbC123?a=b")
    logger.warning("%s: %d", "/bancs/contributions/", 3)
    assert told.getvalue().splitlines() == [
        "Not Found: /bancs/suivi/-/corriger/",
        "Bad Request: /suivi-par-courriel/gerer/-?a=b",
        "/bancs/contributions/: 3",
    ]
