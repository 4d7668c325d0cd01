from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from civic_blocks.blocks.video import parse_video
from tests.blocks.rendering import errors_of, face_of, html_of, soup_of


# Where no poster is chosen, Django 6.1 asks the database all the same.
pytestmark = pytest.mark.django_db
YOUTUBE = "https://www.youtube-nocookie.com/embed/"
VIMEO = "https://player.vimeo.com/video/"


def video(**value: Any) -> dict[str, Any]:
    common = {"title": "La place", "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ"}
    return {**common, "transcript": "", "poster": None, **value}


@pytest.mark.parametrize(
    ("url", "embed"),
    [
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("https://www.youtube.com/watch?t=10&v=aqz-KE-bpKQ&list=PL1", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("https://youtube.com/watch?v=aqz-KE-bpKQ", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("https://m.youtube.com/watch?v=aqz-KE-bpKQ", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("https://www.youtube.com/shorts/aqz-KE-bpKQ", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("https://www.youtube.com/live/aqz-KE-bpKQ?feature=share", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("https://www.youtube.com/embed/aqz-KE-bpKQ", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("http://youtu.be/aqz-KE-bpKQ?si=x", f"{YOUTUBE}aqz-KE-bpKQ"),
        ("https://vimeo.com/76979871", f"{VIMEO}76979871"),
        ("https://vimeo.com/76979871/8272103f6e", f"{VIMEO}76979871?h=8272103f6e"),
    ],
)
def test_the_page_of_a_video_is_recognised_however_it_is_written(url, embed):
    assert parse_video(url).embed_url == embed


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/playlist?list=PLx",
        "https://www.youtube.com/watch?list=PLx",
        "https://www.youtube.com/@VilledeNanterre",
        "https://www.youtube.com/c/Nanterre",
        "https://www.youtube.com/results?search_query=nanterre",
        "https://www.youtube.com/watch?v=../../evil",
        "https://vimeo.com/villedenanterre",
        "https://evil.example/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com@evil.example/watch?v=aqz-KE-bpKQ",
        "javascript://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "https://[www.youtube.com/watch?v=aqz-KE-bpKQ",
        "",
    ],
)
def test_what_is_no_video_of_an_allowed_host_is_not_framed(url):
    assert parse_video(url) is None


@given(st.text() | st.from_regex(r"https?://(www\.)?(youtube\.com|vimeo\.com)/.{0,40}"))
def test_whatever_is_framed_comes_from_an_allowed_address(url):
    found = parse_video(url)
    assert found is None or found.embed_url.startswith((YOUTUBE, VIMEO))


def test_a_city_allows_its_own_host(settings):
    url = "https://tube.nanterre.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d"
    assert parse_video(url) is None
    own = {"tube.nanterre.example": "https://tube.nanterre.example/videos/embed/"}
    settings.CIVIC_BLOCKS = {"VIDEO_HOSTS": own}
    found = parse_video(url)
    assert found.embed_url.endswith("/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d")
    assert found.provider == "tube.nanterre.example"
    assert list(errors_of("video", video())) == ["url"]


def test_without_javascript_a_link_leads_to_the_video_and_nothing_is_asked_of_its_host():
    with translation.override("en"):
        html = soup_of("video", video())
    assert html.find_all(["iframe", "img", "script", "link"]) == []
    element = html.find("civic-video")
    assert element.a["href"] == "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
    assert element.a.text == "Watch the video on YouTube"
    assert element["data-label"] == "Watch the video (YouTube receives your address)"
    assert element["data-title"] == html.h2.text == "La place"


def test_the_transcript_unfolds():
    html = soup_of("video", video(transcript="<p>Le maire marche.</p>"))
    assert html.details.select_one(".civic-prose").text == "Le maire marche."
    assert soup_of("video", video()).details is None


def test_a_host_forbidden_since_leaves_a_plain_link(settings):
    settings.CIVIC_BLOCKS = {"VIDEO_HOSTS": {}}
    html = html_of("video", video())
    assert "civic-video " not in html
    assert 'href="https://www.youtube.com/watch?v=aqz-KE-bpKQ"' in html
    assert face_of("video", video())["embed_url"] == ""


def test_the_editor_is_told_which_hosts_are_allowed():
    with translation.override("en"):
        errors = errors_of("video", video(url="https://evil.example/video"))
    assert errors == {
        "url": "This is not the page of a video on vimeo.com, www.youtube.com, youtu.be."
    }
    assert errors_of("video", video(url=""), draft=True) == {}
    assert errors_of("video", video()) == {}


def test_the_api_gives_both_addresses_and_the_transcript():
    face = face_of("video", video(transcript="<p>Oui.</p>"))
    assert face["url"] == "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
    assert face["embed_url"] == f"{YOUTUBE}aqz-KE-bpKQ"
    assert face["provider"] == "YouTube"
    assert face["transcript_html"] == "<p>Oui.</p>"
    assert face["poster"] is None
