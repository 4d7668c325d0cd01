from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from civic_blocks.blocks.image import ImageBlock
from tests.blocks.rendering import errors_of, face_of, html_of, soup_of, stream_of


pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


def picture(size: tuple[int, int] = (1600, 900), **value: Any) -> dict[str, Any]:
    image = Image.objects.create(title="DSC_0042", file=get_test_image_file(size=size))
    chosen = {"image": image.pk, "alt_text": "La place vue du pont", "decorative": False}
    return {"image": {**chosen, **value}, "caption": "La place", "credit": "Ville de Nanterre"}


def test_an_image_comes_in_the_size_of_the_screen_with_its_text_alternative():
    figure = soup_of("image", picture()).select_one("figure.civic-figure")
    assert figure.img["alt"] == "La place vue du pont"
    assert [part.split()[-1] for part in figure.img["srcset"].split(", ")] == [
        "480w",
        "960w",
        "1440w",
    ]
    assert figure.img["loading"] == "lazy"
    assert "La place" in figure.figcaption.text
    assert "© Ville de Nanterre" in figure.figcaption.text


def test_a_decorative_image_says_nothing():
    assert soup_of("image", picture(decorative=True)).img["alt"] == ""


def test_an_image_without_alternative_is_refused():
    assert list(errors_of("image", picture(alt_text=""))) == ["image"]
    assert errors_of("image", picture(alt_text=""), draft=True) == {}


def test_the_api_gives_addresses_sizes_and_the_alternative():
    face = face_of("image", picture())["image"]
    assert (face["width"], face["height"]) == (1440, 810)
    assert face["alt"] == "La place vue du pont"
    assert [each["width"] for each in face["renditions"]] == [480, 960, 1440]
    assert face["url"].endswith(".webp")


def test_a_small_image_is_not_enlarged():
    face = face_of("image", picture(size=(300, 200)))["image"]
    assert [each["width"] for each in face["renditions"]] == [300]


def test_an_image_deleted_since_leaves_no_trace():
    value = picture()
    Image.objects.all().delete()
    assert html_of("image", value).strip() == ""
    assert face_of("image", value)["image"] is None


def test_thirty_images_cost_as_many_queries_as_one():
    values = [picture(size=(1600, 900)) for _ in range(30)]
    html_of("image", *values)  # makes the renditions
    counts = []
    for some in (values[:1], values):
        with CaptureQueriesContext(connection) as queries:
            assert html_of("image", *some).count("<figure") == len(some)
        counts.append(len(queries))
    assert counts == [2, 2]


def test_the_picker_shows_a_drawing_never_an_image_of_the_library():
    picture()
    block = ImageBlock()
    html = block.render(block.get_preview_value(), {"block_def": block})
    assert "civic_blocks/img/preview.svg" in html
    assert html.count("<img") == 1


def test_the_drawing_stays_out_of_public_pages():
    value = stream_of("image", {"image": None, "caption": "Légende", "credit": ""})
    assert value[0].render({}).strip() == ""
