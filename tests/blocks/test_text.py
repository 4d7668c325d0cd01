import pytest
from django.utils import translation

from civic_blocks.blocks.text import FEATURES
from civic_pages.testing import CampaignFactory
from tests.blocks.rendering import errors_of, face_of, soup_of


def test_a_text_keeps_its_headings_and_lists():
    html = soup_of("text", {"text": "<h2>Pourquoi</h2><p>Une <b>place</b>.</p><ul><li>A</li></ul>"})
    assert html.select_one(".civic-block--text > .civic-prose > h2").text == "Pourquoi"
    assert html.b.text == "place"


def test_the_editor_offers_no_heading_beside_those_of_a_block():
    assert {"h1", "h4", "h5", "h6", "embed", "image"}.isdisjoint(FEATURES)


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("<p>Suite</p>", False),
        ("<h2>A</h2><h3>B</h3>", False),
        ("<p>A</p><h3>B</h3><h2>C</h2>", True),
        ('<h3 data-block-key="x1">B</h3>', True),
    ],
)
def test_a_text_that_skips_a_heading_level_is_refused_once_published(text, is_refused):
    with translation.override("en"):
        assert ("text" in errors_of("text", {"text": text})) is is_refused
        assert errors_of("text", {"text": text}, draft=True) == {}


@pytest.mark.django_db
def test_a_link_to_a_page_leads_to_it_on_the_page_and_in_the_api():
    page = CampaignFactory(slug="assises", body=[])
    value = {"text": f'<p><a linktype="page" id="{page.pk}">Les Assises</a></p>'}
    assert soup_of("text", value).a["href"] == page.url
    assert f'href="{page.full_url}"' in face_of("text", value)["html"]


def test_a_quote_names_who_speaks():
    value = {"text": "Première idée.\n\nSeconde <idée>.", "author": "Léa", "role": "habitante"}
    figure = soup_of("quote", value).select_one("figure.civic-quote")
    assert [p.text for p in figure.blockquote.find_all("p")] == [
        "Première idée.",
        "Seconde <idée>.",
    ]
    assert figure.figcaption.text == "Léa, habitante"


def test_a_quote_without_a_name_has_no_caption():
    assert soup_of("quote", {"text": "Oui.", "author": "", "role": "élue"}).figcaption is None


def test_questions_unfold_without_javascript():
    items = [{"question": f"Question {n} ?", "answer": f"<p>Réponse {n}</p>"} for n in range(3)]
    html = soup_of("faq", {"title": "Vos questions", "items": items})
    assert html.section["aria-labelledby"] == html.h2["id"] == "faq-block-1"
    details = html.select(".civic-faq > details.civic-faq__item")
    assert [each.summary.text for each in details] == [
        "Question 0 ?",
        "Question 1 ?",
        "Question 2 ?",
    ]
    assert details[2].select_one(".civic-prose").text == "Réponse 2"
    words = {"type": "text", "text": "Réponse 0"}
    assert face_of("faq", {"title": "T", "items": items})["items"][0] == {
        "question": "Question 0 ?",
        "html": "<p>Réponse 0</p>",
        "answer": {
            "html": "<p>Réponse 0</p>",
            "tree": [{"type": "p", "attrs": {}, "children": [words]}],
        },
    }


def test_questions_without_any_are_refused():
    from wagtail.blocks.list_block import ListBlockValidationError

    from tests.blocks.rendering import stream_of

    child = stream_of("faq", {"title": "Vos questions", "items": []})[0]
    with pytest.raises(ListBlockValidationError):
        child.block.child_blocks["items"].clean(child.value["items"])
    assert list(errors_of("faq", {"title": "Vos questions", "items": []})) == ["items"]
