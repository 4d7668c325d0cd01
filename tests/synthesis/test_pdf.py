"""The PDF of a synthesis: tagged, titled, linked, from our own files only, and made once."""

import io
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Event
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone
from PIL import ImageFile

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.synthesis import checks, pdf
from civic_pages.synthesis.models import CommitmentStep
from civic_pages.testing import ContributionFactory
from tests.synthesis.citing import FIRST, SECOND, THIRD, synthesis_of
from tests.synthesis.test_figures_page import cite, published, told


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not pdf.is_available(), reason="WeasyPrint or Pango is missing"),
]


def rich(count: int = 6) -> Any:
    """Return a published synthesis with charts, citations and a commitment that is followed."""
    page = synthesis_of(live=False)
    made = [
        ContributionFactory(
            campaign=page.campaign, published=True, category=category, collective=number % 2 == 0
        )
        for number, category in zip(range(count), ["Voirie", "Nature", "Eau"] * count, strict=False)
    ]
    for number, key in enumerate((FIRST, SECOND, THIRD)):
        cite(page, key, *made[number::3])
    CommitmentStep.objects.create(
        synthesis_id=page.pk, commitment=FIRST, status="started", on="2026-03-12", note="Voté."
    )
    return published(page)


def opened(client: Any, page: Any) -> pikepdf.Pdf:
    response = client.get(f"{page.url}pdf/")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return pikepdf.open(io.BytesIO(response.content))


def elements(node: Any) -> Iterator[Any]:
    """Yield every element of a structure tree."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from elements(node.get("/K", pikepdf.Array()))


def test_the_pdf_can_be_read_with_a_screen_reader(client: Any) -> None:
    page = rich()
    document = opened(client, page)
    assert bool(document.Root.MarkInfo.Marked)
    assert str(document.Root.Lang) == "fr"
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert page.title in metadata["dc:title"]
        assert metadata["pdfuaid:part"] == "1"
    found = list(elements(document.Root.StructTreeRoot.K))
    tags = [str(element.S) for element in found]
    # Of a heading, one element a line; levels begin at one and skip none.
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/L", "/Link"} <= set(tags)
    headings = [int(tag[2]) for tag in tags if tag in {"/H1", "/H2", "/H3", "/H4"}]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    drawings = [element for element in found if element.S == "/Figure"]
    assert len(drawings) == 2
    assert all(str(element.Alt).strip() for element in drawings)


def test_its_links_lead_to_contributions_and_its_bookmarks_to_themes(client: Any) -> None:
    page = rich()
    document = opened(client, page)
    links = {
        str(annotation.A.URI)
        for sheet in document.pages
        for annotation in sheet.get("/Annots", [])
        if annotation.Subtype == "/Link" and "/A" in annotation and "/URI" in annotation.A
    }
    for contribution in Contribution.objects.all():
        path = f"{page.campaign.contributions_url}{contribution.reference}/"
        assert any(link.startswith("http") and link.endswith(path) for link in links)
    with document.open_outline() as outline:
        assert outline.root[0].title == page.title
        assert [item.title for item in outline.root[0].children][1:3] == ["Marcher", "Services"]


def test_every_font_is_within_the_file(client: Any) -> None:
    document = opened(client, rich())
    fonts = [
        font
        for sheet in document.pages
        for font in sheet.Resources.get("/Font", pikepdf.Dictionary()).values()
    ]
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())


def test_no_address_but_our_own_files_is_opened(settings: Any, tmp_path: Any) -> None:
    fetcher = pdf._our_files_only("https://ville.example/")
    styles = fetcher.fetch("https://ville.example/static/civic_pages/css/synthesis-pdf.css?1")
    assert b"@page" in styles.read()
    for url in (
        "https://example.org/a.png",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "https://ville.example/static/../manage.py",
        "https://ville.example/static/%2e%2e/%2e%2e/etc/passwd",
        "https://ville.example/media/../../etc/passwd",
        "https://ville.example/admin/",
    ):
        with pytest.raises(Exception):  # noqa: B017, PT011
            fetcher.fetch(url)


def test_it_is_made_once_and_asked_for_again_by_its_etag(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = rich()
    first = client.get(f"{page.url}pdf/")
    monkeypatch.setattr(pdf, "render", None)
    again = client.get(f"{page.url}pdf/")
    assert again.content == first.content
    unchanged = client.get(f"{page.url}pdf/", headers={"if-none-match": first["ETag"]})
    assert unchanged.status_code == 304
    shown = client.get(page.url)
    assert shown.context["pdf"].size == len(first.content)


def test_what_has_changed_since_is_in_the_next_copy(client: Any, admin_user: Any) -> None:
    page = rich()
    tags = {client.get(f"{page.url}pdf/")["ETag"]}
    gone = Contribution.objects.first()
    actions.reject(gone, by=admin_user, reason="Hors sujet.", now=timezone.now())
    tags.add(client.get(f"{page.url}pdf/")["ETag"])
    CommitmentStep.objects.create(
        synthesis_id=page.pk, commitment=FIRST, status="done", on="2026-04-12"
    )
    tags.add(client.get(f"{page.url}pdf/")["ETag"])
    assert len(tags) == 3


def test_of_many_who_ask_at_once_one_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    page = told()
    source = pdf.source(page, RequestFactory().get("/"))
    made: list[int] = []

    def slowly(_source: Any) -> bytes:
        made.append(1)
        time.sleep(0.5)
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", slowly)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _n: pdf.made(page, source), range(5)))
    assert answers == [b"%PDF"] * 5
    assert len(made) == 1


def test_a_maker_that_was_too_slow_does_not_take_the_turn_of_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first is still at it when its turn ends; once it is done, the second still has its own."""
    page = told()
    source = pdf.source(page, RequestFactory().get("/"))
    first_goes_on, second_goes_on, second_began = Event(), Event(), Event()
    turns: list[Event] = [first_goes_on, second_goes_on]
    made: list[int] = []

    def slowly(_source: Any) -> bytes:
        number = len(made)
        made.append(number)
        if number == 1:
            second_began.set()
        if number < len(turns):
            assert turns[number].wait(20)
        # Nothing is kept of it: whoever waits would have it, and not try for the turn.
        raise RuntimeError

    monkeypatch.setattr(pdf, "render", slowly)
    monkeypatch.setattr(pdf, "MAKING_SECONDS", 1)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(pdf.made, page, source)
        wait_until(lambda: made == [0])
        time.sleep(1.1)
        monkeypatch.setattr(pdf, "MAKING_SECONDS", 60)
        second = pool.submit(pdf.made, page, source)
        assert second_began.wait(20)
        first_goes_on.set()
        with pytest.raises(RuntimeError):
            first.result(20)
        # A third waits for the second, and gives up without beginning.
        monkeypatch.setattr(pdf, "WAIT_SECONDS", 0)
        assert pdf.made(page, source) is None
        assert made == [0, 1]
        second_goes_on.set()
        with pytest.raises(RuntimeError):
            second.result(20)
    # Its own turn it does give back.
    with pytest.raises(RuntimeError):
        pdf.made(page, source)
    assert made == [0, 1, 2]


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_whoever_waits_too_long_is_asked_to_come_back(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = told()
    source = pdf.source(page, RequestFactory().get("/", HTTP_HOST="testserver"))
    monkeypatch.setattr(pdf, "WAIT_SECONDS", 0)
    monkeypatch.setattr(pdf, "source", lambda *_args: source)
    cache.add(f"civic-synthesis-{source.digest}-making", 1)
    response = client.get(f"{page.url}pdf/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0


def test_a_failure_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    page = told()
    source = pdf.source(page, RequestFactory().get("/"))

    def fails(_source: Any) -> bytes:
        raise RuntimeError

    monkeypatch.setattr(pdf, "render", fails)
    with pytest.raises(RuntimeError):
        pdf.made(page, source)
    monkeypatch.setattr(pdf, "render", lambda _source: b"%PDF")
    assert pdf.made(page, source) == b"%PDF"


def test_without_pango_there_is_no_link_no_page_and_a_warning(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = told()
    assert client.get(page.url).context["pdf"]
    assert checks.pdf_without_its_libraries(None) == []
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    response = client.get(page.url)
    assert "pdf" not in response.context
    assert f"{page.url}pdf/" not in response.content.decode()
    assert client.get(f"{page.url}pdf/").status_code == 404
    assert [warning.id for warning in checks.pdf_without_its_libraries(None)] == [
        "civic_pages.W002"
    ]


def test_a_synthesis_of_351_contributions_is_made_in_time(client: Any) -> None:
    page = rich(351)
    source = pdf.source(page, RequestFactory().get("/"))
    started = time.process_time()
    made = pdf.render(source)
    # Of the processor, so that a busy machine fails nobody; on an idle one it is the time itself.
    assert time.process_time() - started < 10
    assert len(made) < 1_000_000


def test_broken_images_are_refused_as_before_once_pdfs_can_be_made() -> None:
    # WeasyPrint switches Pillow to leniency for the whole process as it is imported.
    assert pdf.is_available()
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
