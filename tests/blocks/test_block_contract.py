"""Every block we ship keeps the public contract, and the contract catches what breaks it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail import blocks
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

import civic_blocks
from civic_blocks.blocks.call_to_action import CallToActionBlock
from civic_blocks.blocks.contribution_form import ContributionFormBlock
from civic_blocks.blocks.contributions_list import ContributionsListBlock
from civic_blocks.blocks.documents import DocumentsBlock
from civic_blocks.blocks.faq import FaqBlock
from civic_blocks.blocks.image import ImageBlock
from civic_blocks.blocks.key_figures import KeyFiguresBlock
from civic_blocks.blocks.map import MapBlock
from civic_blocks.blocks.quote import QuoteBlock
from civic_blocks.blocks.text import TextBlock
from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.blocks.video import VideoBlock
from civic_blocks.testing import BlockContract


CATALOGUE = Path(civic_blocks.__file__).parent / "locale" / "fr" / "LC_MESSAGES" / "django.mo"


class OwnContract(BlockContract):
    """The contract, with the words that are the same in both languages."""

    same_in_french = {
        "Image",
        "Date",
        "Document",
        "Documents",
        "Question",
        "Questions",
        "Zoom",
        "Introduction",
        "Centre",
        "Source",
    }

    def test_its_words_are_in_french(self, instance: blocks.Block) -> None:
        if not CATALOGUE.exists():
            pytest.skip("the French catalogue is not compiled")
        super().test_its_words_are_in_french(instance)


class TestTimelineBlock(OwnContract):
    block = TimelineBlock


class TestMapBlock(OwnContract):
    block = MapBlock


class TestContributionFormBlock(OwnContract):
    block = ContributionFormBlock


class TestContributionsListBlock(OwnContract):
    block = ContributionsListBlock


class TestKeyFiguresBlock(OwnContract):
    block = KeyFiguresBlock


class TestTextBlock(OwnContract):
    block = TextBlock


class TestQuoteBlock(OwnContract):
    block = QuoteBlock


# Wagtail leaves the temporary files of renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
class TestImageBlock(OwnContract):
    block = ImageBlock

    def value(self, block: blocks.Block) -> Any:
        image = Image.objects.create(title="Place", file=get_test_image_file(size=(1600, 900)))
        value = {"image": image.pk, "alt_text": "La place", "decorative": False}
        return block.to_python({"image": value, "caption": "La place", "credit": "Ville"})


class TestDocumentsBlock(OwnContract):
    block = DocumentsBlock

    def value(self, block: blocks.Block) -> Any:
        return self.value_with(block, 1)

    def value_with(self, block: blocks.Block, count: int) -> Any:
        documents = [
            Document.objects.create(title=f"Plan {n}", file=ContentFile(b"plan", f"plan-{n}.pdf"))
            for n in range(count)
        ]
        for document in documents:
            document.get_file_size()
        items = [{"document": document.pk, "title": ""} for document in documents]
        return block.to_python({"title": "À lire", "items": items})


class TestCallToActionBlock(OwnContract):
    block = CallToActionBlock


class TestFaqBlock(OwnContract):
    block = FaqBlock


class TestVideoBlock(OwnContract):
    block = VideoBlock


class BadBlock(blocks.StructBlock):
    """Breaks what a block may break."""

    text = blocks.CharBlock(required=False)


class InlineBlock(blocks.StructBlock):
    class Meta:
        template = "tests/bad.html"
        preview_value = {}


@pytest.mark.parametrize(
    ("html", "method"),
    [
        ('<p style="color: red">Non</p>', "test_it_brings_no_inline_script_or_style"),
        ("<script>alert(1)</script>", "test_it_brings_no_inline_script_or_style"),
        ("<style>p { color: red }</style>", "test_it_brings_no_inline_script_or_style"),
        ('<a href="#" onclick="go()">Non</a>', "test_it_brings_no_inline_script_or_style"),
        ('<a href="javascript:go()">Non</a>', "test_it_brings_no_inline_script_or_style"),
        ("<h1>Non</h1>", "test_its_headings_go_down_one_level_at_a_time"),
        ("<h2>Oui</h2><h4>Non</h4>", "test_its_headings_go_down_one_level_at_a_time"),
        ("<h3>Non</h3>", "test_its_headings_go_down_one_level_at_a_time"),
        ('<p id="one">Non</p>', "test_two_of_it_on_a_page_share_no_id"),
    ],
)
def test_the_contract_refuses_html_that_breaks_the_rules(html: str, method: str) -> None:
    class Contract(BlockContract):
        block = InlineBlock

        def render(self, block: blocks.Block, value: Any) -> str:
            return html

    with pytest.raises(AssertionError):
        getattr(Contract(), method)(InlineBlock())


@pytest.mark.parametrize(
    "method", ["test_the_picker_can_preview_it", "test_the_picker_tells_what_it_is"]
)
def test_the_contract_refuses_a_block_nobody_can_recognise(method: str) -> None:
    class Contract(BlockContract):
        block = BadBlock

    with pytest.raises(AssertionError):
        getattr(Contract(), method)(BadBlock())


def test_the_contract_refuses_words_without_a_translation() -> None:
    from django.utils.translation import gettext_lazy

    class Contract(BlockContract):
        block = BadBlock

    block = BadBlock(label=gettext_lazy("A label nobody translates"))
    with pytest.raises(AssertionError, match="A label nobody translates"):
        Contract().test_its_words_are_in_french(block)


@pytest.mark.django_db
def test_the_contract_refuses_a_block_that_asks_the_database_for_each_item() -> None:
    class GreedyBlock(FaqBlock):
        def render(self, value: Any, context: Any = None) -> str:
            return "".join(str(Image.objects.filter(pk=0).exists()) for _item in value["items"])

    class Contract(BlockContract):
        block = GreedyBlock

    block = GreedyBlock()
    block.set_name("greedy")
    with pytest.raises(AssertionError, match="30"):
        Contract().test_its_queries_do_not_grow_with_its_content(block)
