"""What blocks tell over the API: typed, resolved, clean, and read in a fixed number of queries."""

import json
from typing import Any

import jsonschema
import nh3
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator
from wagtail import blocks, hooks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, PageViewRestriction

from civic_blocks.api import faces, schemas
from civic_blocks.blocks.base import CivicStructBlock
from civic_blocks.registry import collect_blocks
from civic_blocks.testing import BlockContract
from civic_pages.testing import CampaignFactory, form_block
from tests.api.conftest import ROOT


pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


def told(page: Any) -> dict[str, Any]:
    response = Client().get(f"{ROOT}/campaigns/{page.pk}/")
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def text_block(source: str) -> dict[str, Any]:
    return {"type": "text", "id": "t", "value": {"text": source}}


def tree_of(source: str) -> Any:
    return told(CampaignFactory(body=[text_block(source)]))["blocks"][0]["value"]["text"]["tree"]


def html_of(source: str) -> str:
    face = told(CampaignFactory(body=[text_block(source)]))["blocks"][0]["value"]["text"]
    html: str = face["html"]
    return html


def link(page: Any) -> str:
    return f'<p><a linktype="page" id="{page.pk}">Lire</a></p>'


def components() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(found, default=str))["components"]["schemas"]


class Everything(blocks.StructBlock):
    """One child of each kind that Wagtail has."""

    char = blocks.CharBlock(required=False)
    text = blocks.TextBlock(required=False)
    email = blocks.EmailBlock(required=False)
    url = blocks.URLBlock(required=False)
    whole = blocks.IntegerBlock(required=False)
    real = blocks.FloatBlock(required=False)
    money = blocks.DecimalBlock(required=False)
    yes = blocks.BooleanBlock(required=False)
    day = blocks.DateBlock(required=False)
    hour = blocks.TimeBlock(required=False)
    moment = blocks.DateTimeBlock(required=False)
    choice = blocks.ChoiceBlock(choices=[("a", "A"), ("Group", [("b", "B")])])
    optional = blocks.ChoiceBlock(choices=[("a", "A")], required=False)
    several = blocks.MultipleChoiceBlock(choices=[("a", "A"), ("b", "B")], required=False)
    rich = blocks.RichTextBlock(required=False)
    quote = blocks.BlockQuoteBlock(required=False)
    raw = blocks.RawHTMLBlock(required=False)
    regex = blocks.RegexBlock(r"^a+$", required=False)
    page = blocks.PageChooserBlock(required=False)
    document = DocumentChooserBlock(required=False)
    picture = ImageChooserBlock(required=False)
    image = ImageBlock(required=False)
    static = blocks.StaticBlock()
    numbers = blocks.ListBlock(blocks.IntegerBlock())
    parts = blocks.StreamBlock(
        [
            ("word", blocks.CharBlock()),
            (
                "pair",
                blocks.StructBlock([("left", blocks.CharBlock()), ("right", blocks.DateBlock())]),
            ),
            ("deeper", blocks.StreamBlock([("word", blocks.CharBlock())])),
        ],
        required=False,
    )

    class Meta:
        label = "Tout"


FILLED = {
    "char": "c", "text": "t", "email": "a@example.org", "url": "https://example.org/",
    "whole": 3, "real": 1.5, "money": "12.30", "yes": True, "day": "2026-03-12",
    "hour": "18:30:00", "moment": "2026-03-12T18:30:00+01:00", "choice": "b", "optional": "a",
    "several": ["a"], "rich": "<p>R</p>", "quote": "q", "raw": "<b>b</b>", "regex": "aa",
    "numbers": [1, 2],
    "parts": [
        {"type": "word", "value": "w", "id": "1"},
        {"type": "pair", "value": {"left": "l", "right": "2026-01-01"}, "id": "2"},
        {"type": "deeper", "value": [{"type": "word", "value": "d", "id": "4"}], "id": "3"},
    ],
}  # fmt: skip


@pytest.fixture
def library() -> dict[str, int]:
    """Return primary keys of a picture with a focal point, a document and a public page."""
    picture = Image.objects.create(
        title="Place", file=get_test_image_file(size=(1600, 800)),
        focal_point_x=400, focal_point_y=400, focal_point_width=160, focal_point_height=80,
    )  # fmt: skip
    document = Document.objects.create(title="Plan", file=ContentFile(b"plan", "plan.pdf"))
    return {"picture": picture.pk, "document": document.pk, "page": CampaignFactory().pk}


def test_every_registered_block_has_a_shape_of_its_own_name_in_the_union() -> None:
    found = components()
    union = found["Block"]
    assert union["discriminator"]["propertyName"] == "type"
    assert set(union["discriminator"]["mapping"]) >= set(collect_blocks())
    for name, where in union["discriminator"]["mapping"].items():
        shape = found[where.rpartition("/")[2]]
        assert shape["properties"]["type"] == {"type": "string", "const": name}
        assert shape["required"] == ["type", "id", "value"]
    assert (
        found["KeyFiguresBlock"]["properties"]["value"]["properties"]["figures"]["type"] == "array"
    )
    assert found["CampaignDetail"]["properties"]["blocks"]["items"]["$ref"].endswith("/Block")


def test_a_block_of_another_app_is_in_schema_and_document_as_soon_as_it_is_registered() -> None:
    with hooks.register_temporarily("register_civic_blocks", lambda: ("tout", Everything())):
        shape = components()["ToutBlock"]
        served = Client().get(f"{ROOT}/schema/blocks/").json()
    value = shape["properties"]["value"]["properties"]
    assert value["choice"] == {"type": "string", "enum": ["", "a", "b"], "title": "Choice"}
    assert value["day"]["format"] == "date"
    kinds = value["parts"]["items"]["oneOf"]
    assert [kind["properties"]["type"]["const"] for kind in kinds] == ["word", "pair", "deeper"]
    assert served["$defs"]["ToutBlock"]["properties"]["type"]["const"] == "tout"
    assert "ToutBlock" not in components()


def test_the_shape_of_all_blocks_is_a_json_schema_of_its_own() -> None:
    response = Client().get(f"{ROOT}/schema/blocks/")
    assert response["Content-Type"].startswith("application/schema+json")
    served = response.json()
    jsonschema.Draft202012Validator.check_schema(served)
    page = CampaignFactory(open=True, body=[text_block("<p>Oui</p>"), form_block()])
    validator = jsonschema.Draft202012Validator(served)
    body = told(page)["blocks"]
    validator.validate(body)
    assert not validator.is_valid([{**body[0], "type": "nowhere"}])
    assert not validator.is_valid([{**body[0], "value": {}}])


@pytest.mark.parametrize("stored", [{}, FILLED])
def test_every_kind_of_child_is_what_its_schema_says(stored: Any, library: dict[str, int]) -> None:
    if stored:
        image = {"image": library["picture"], "alt_text": "La place", "decorative": False}
        stored = {**stored, **library, "image": image}
    block = Everything()
    face = json.loads(json.dumps(faces.settle(faces.face(block, block.to_python(stored), {}))))
    validator = jsonschema.Draft202012Validator(
        schemas.closed(schemas.alone(block)), format_checker=jsonschema.FormatChecker()
    )
    validator.validate(face)
    if stored:
        assert face["page"]["id"] == library["page"]
        assert face["document"]["format"] == "PDF"
        assert face["image"]["alt"] == "La place"
        assert face["picture"]["focal_point"] == {"x": 0.25, "y": 0.5, "width": 0.1, "height": 0.1}
        assert [each["width"] for each in face["picture"]["renditions"]] == [480, 960, 1440]
        assert face["money"] == "12.30"


class Petition(CivicStructBlock):
    goal = blocks.IntegerBlock()

    def api_extra(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"signed": "many"}

    class Meta:
        preview_value = {"goal": 3}


@pytest.mark.parametrize(
    "schema", [{}, {"signed": {"type": "integer"}}, {"signed": {"type": "string"}, "more": {}}]
)
def test_the_contract_refuses_a_block_that_tells_what_its_schema_does_not(schema: Any) -> None:
    class Wrong(Petition):
        def api_extra_schema(self) -> dict[str, Any]:
            return dict(schema)

    block = Wrong()
    block.set_name("wrong")
    with pytest.raises(AssertionError, match=r"signed|more"):
        BlockContract().test_its_api_face_is_what_its_schema_says(block)


def test_a_block_with_a_representation_of_its_own_keeps_it() -> None:
    class Own(blocks.CharBlock):
        def get_api_representation(self, value: Any, context: Any = None) -> Any:
            return {"shouted": value.upper()}

    block = blocks.StructBlock([("own", Own())])
    assert faces.face(block, block.to_python({"own": "oui"}), {}) == {"own": {"shouted": "OUI"}}
    assert schemas.schema(block)["properties"]["own"] == {"title": "Own"}


def test_a_link_to_a_public_page_says_which_page_and_where_it_is() -> None:
    target = CampaignFactory(title="Ailleurs")
    assert tree_of(link(target)) == [
        {
            "type": "p",
            "attrs": {},
            "children": [
                {
                    "type": "a",
                    "attrs": {"href": target.full_url, "page": target.pk},
                    "children": [{"type": "text", "text": "Lire"}],
                }
            ],
        }
    ]
    assert html_of(link(target)) == f'<p><a href="{target.full_url}">Lire</a></p>'


def test_a_link_to_what_not_everybody_may_see_leads_nowhere() -> None:
    draft, private = CampaignFactory(live=False), CampaignFactory()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for target in (draft, private):
        (paragraph,) = tree_of(link(target))
        assert paragraph["children"][0]["attrs"] == {}
        assert html_of(link(target)) == "<p><a>Lire</a></p>"
    assert html_of('<p><a linktype="page" id="0">Lire</a></p>') == "<p><a>Lire</a></p>"
    assert html_of('<p><a linktype="page">Lire</a></p>') == "<p><a>Lire</a></p>"
    assert html_of('<p><a linktype="unheard-of" id="1">Lire</a></p>') == "<p><a>Lire</a></p>"


def test_a_page_that_is_chosen_but_not_public_is_not_named() -> None:
    private = CampaignFactory(title="Secret de la ville")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    value = {
        "title": "T",
        "text": "",
        "button": "B",
        "page": private.pk,
        "link": "",
        "style": "strong",
    }
    page = CampaignFactory(body=[{"type": "call_to_action", "id": "c", "value": value}])
    found = told(page)["blocks"][0]["value"]
    assert found["page"] is None
    assert "Secret de la ville" not in json.dumps(found)


def test_documents_and_images_in_a_text_are_found(library: dict[str, int]) -> None:
    source = (
        f'<p><a linktype="document" id="{library["document"]}">Plan</a></p>'
        f'<embed embedtype="image" id="{library["picture"]}" format="left" alt="La &amp; place"/>'
        '<embed embedtype="media" url="https://vimeo.com/1"/>'
    )
    first, image, media = tree_of(source)
    assert first["children"][0]["attrs"]["document"] == library["document"]
    assert first["children"][0]["attrs"]["href"].startswith("http://localhost/documents/")
    assert (image["type"], image["attrs"]["alt"]) == ("img", "La & place")
    assert media == {"type": "embed", "attrs": {"url": "https://vimeo.com/1"}, "children": []}
    assert "vimeo" in html_of(source)
    assert "iframe" not in html_of(source)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Un<script>alert(1)</script></p>",
        '<p><a href="javascript:alert(1)">x</a></p>',
        '<p><a href=" java\nscript:alert(1)">x</a></p>',
        '<p><a href="JaVaScRiPt:alert(1)">x</a></p>',
        '<p><a href="data:text/html,x">x</a></p>',
        '<p onclick="go()" style="color: red">x</p>',
        '<p><a href="https://example.org" onmouseover="go()" target="_blank">x</a></p>',
        '<embed embedtype="media" url="javascript:alert(1)"/>',
        '<iframe src="https://example.org"></iframe><svg><p>x</p></svg>',
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<p><b>mal <i>fermé</b></i></p></div></p>",
        '<img src="x" onerror="go()"><p>x',
        "<p>1 < 2 & 3 > 2</p>",
        '<embed embedtype="image" id="999999" alt=""/>',
    ],
)
def test_whatever_is_stored_comes_out_clean(source: str) -> None:
    html, tree = html_of(source), json.dumps(tree_of(source))
    kept = {"a": {"href"}, "img": {"src", "alt", "width", "height"}}
    assert nh3.clean(html, attributes=kept, link_rel=None) == html
    for mark in (
        "<script",
        "javascript:",
        "data:",
        "onclick",
        "style",
        "onmouse",
        "onerror",
        "iframe",
    ):
        assert mark not in html
        # Words may say anything: they are text.
        assert mark == "<script" or f'"{mark}' not in tree


def test_a_campaign_says_its_language_its_translations_and_what_is_above_it(settings: Any) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    english, _new = Locale.objects.get_or_create(language_code="en")
    page = CampaignFactory(title="Vélo")
    translated = page.copy_for_translation(english, copy_parents=True)
    found = told(page)
    assert (found["locale"], found["translations"]) == ("fr", [])
    translated.save_revision().publish()
    found = told(page)
    assert found["translations"] == [
        {"id": translated.pk, "locale": "en", "url": translated.full_url or ""}
    ]
    assert [each["id"] for each in found["breadcrumbs"]] == (
        [page.get_parent().pk] if page.get_parent().depth > 1 else []
    )
    assert found["html_url"] == page.full_url


def test_thirty_texts_with_links_and_images_cost_as_much_as_one(library: dict[str, int]) -> None:
    image = {"image": {"image": library["picture"], "alt_text": "La place", "decorative": False},
             "caption": "", "credit": ""}  # fmt: skip

    def page_with(count: int) -> Any:
        targets = [CampaignFactory() for _ in range(count)]
        body = [text_block(f"{link(target)}{link(target)}") for target in targets]
        body += [{"type": "image", "id": f"i{n}", "value": image} for n in range(count)]
        return CampaignFactory(body=body)

    few, many = page_with(1), page_with(30)
    counts = []
    for page in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            told(page)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_list_costs_the_same_with_one_and_with_ten_campaigns_in_two_languages() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(f"{ROOT}/campaigns/").status_code == 200
        return len(captured)

    CampaignFactory(open=True)
    cost()
    few = cost()
    CampaignFactory.create_batch(9, open=True)
    assert cost() == few


def test_wagtails_own_api_tells_the_same_of_each_block() -> None:
    page = CampaignFactory(body=[text_block(link(CampaignFactory())), form_block()])
    theirs = Client().get(f"/api/v2/pages/{page.pk}/?fields=body").json()["body"]
    assert theirs == told(page)["blocks"]
