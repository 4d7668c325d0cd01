import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.documents.models import Document

from civic_blocks.blocks.documents import DocumentsBlock
from tests.blocks.rendering import errors_of, face_of, html_of, soup_of


pytestmark = pytest.mark.django_db


def documents(count: int = 1) -> list[Document]:
    return [
        Document.objects.create(
            title=f"Étude {n}", file=ContentFile(b"0" * 2048, f"etude-{n}.pdf"), file_size=2048
        )
        for n in range(count)
    ]


def value_of(found: list[Document], **item: str) -> dict:
    return {
        "title": "À lire",
        "items": [{"document": each.pk, "title": "", **item} for each in found],
    }


def test_a_link_says_the_title_the_format_and_the_size():
    (document,) = documents()
    with translation.override("fr"):
        html = soup_of("documents", value_of([document]))
    link = html.select_one("ul.civic-documents > li.civic-document > a")
    assert link["href"] == document.url
    assert " ".join(link.text.split()) == "Étude 0 (PDF, 2 Ko)"
    assert html.section["aria-labelledby"] == html.h2["id"]


def test_a_link_has_the_text_the_editor_gives_it():
    html = soup_of("documents", value_of(documents(), title="Le bilan en deux pages"))
    assert html.a.text.strip().startswith("Le bilan en deux pages")


def test_thirty_documents_in_two_blocks_are_read_with_one_query():
    values = [value_of(documents(15)), value_of(documents(15))]
    with CaptureQueriesContext(connection) as queries:
        html = html_of("documents", *values)
    assert html.count("<li") == 30
    assert len(queries) == 1


def test_documents_deleted_since_leave_the_list():
    found = documents(2)
    value = value_of(found)
    found[0].delete()
    assert [link["href"] for link in soup_of("documents", value).find_all("a")] == [found[1].url]
    found[1].delete()
    assert html_of("documents", value).strip() == ""


def test_the_api_gives_what_is_needed_to_make_the_link():
    (document,) = documents()
    face = face_of("documents", value_of([document], title="Bilan"))
    told = {"title": "Bilan", "url": document.url, "format": "PDF", "size": 2048}
    assert face["items"] == [{"id": document.pk, **told}]


def test_an_empty_list_is_refused_once_published():
    value = {"title": "À lire", "items": []}
    assert list(errors_of("documents", value)) == ["items"]
    assert errors_of("documents", value, draft=True) == {}


def test_the_picker_shows_nothing_of_the_library():
    documents(3)
    block = DocumentsBlock()
    html = block.render(block.get_preview_value(), {"block_def": block})
    assert "Étude" not in html
    assert html.count("<li") == 2
