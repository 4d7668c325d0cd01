"""A page speaks its own language, and leaves to the next answer the one of the host."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client, RequestFactory
from django.utils import translation

from civic_pages.testing import CampaignFactory


pytestmark = pytest.mark.django_db
WITHOUT = [name for name in configured.MIDDLEWARE if not name.endswith("LocaleMiddleware")]


def language(path: str) -> str:
    html: str = Client(headers={"accept-language": "fr"}).get(path).content.decode()
    return html.partition('<html lang="')[2][:2] or html.partition('lang="')[2][:2]


@pytest.mark.parametrize("path", ["", "contributions/", "?format=nothing"])
def test_a_host_without_the_middleware_of_languages_keeps_its_own(settings: Any, path: str) -> None:
    settings.MIDDLEWARE = WITHOUT
    english = CampaignFactory(open=True, in_english=True)
    with translation.override("fr"):
        assert language("/admin/login/") == "fr"
        assert language(f"{english.url}{path}") == "en"
        assert language("/admin/login/") == "fr"
        assert translation.get_language() == "fr"


def test_an_answer_that_nobody_read_to_its_end_leaves_no_language_behind(settings: Any) -> None:
    settings.MIDDLEWARE = WITHOUT
    english = CampaignFactory(open=True, in_english=True)
    with translation.override("fr"):
        english.speak(RequestFactory().get(english.url))
        assert translation.get_language() == "en"
        assert language("/admin/login/") == "fr"
