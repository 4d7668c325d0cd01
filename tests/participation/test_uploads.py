"""Files that citizens attach: checked, cleaned, kept apart, and never lost by an error."""

import io
import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from civic_pages.participation.models import Contribution, Upload
from civic_pages.testing import FORM_ID
from tests.participation import samples
from tests.participation.samples import campaign_with_files, upload


pytestmark = pytest.mark.django_db


def post(client: Any, campaign: Any, *files: Any, **changes: Any) -> Any:
    data = {
        "civic_form": FORM_ID,
        "civic_key": uuid.uuid4().hex,
        "titre": "Un banc cassé",
        "photos": list(files),
    }
    return client.post(campaign.url, {**data, **changes})


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def tokens_in(response: Any) -> list[str]:
    return [
        str(tag["value"]) for tag in page_of(response).select(".civic-files input[type=hidden]")
    ]


def error_in(response: Any) -> str:
    found = page_of(response).select_one("[id$=_photos_error]")
    return found.get_text(" ", strip=True) if found else ""


def on_disk(settings: Any) -> list[Path]:
    root = Path(settings.STORAGES["civic_private"]["OPTIONS"]["location"])
    return [path for path in root.rglob("*") if path.is_file()]


def stored() -> bytes:
    """Return the content of the one file that is kept."""
    with Upload.objects.get().file as file:
        return bytes(file.read())


@pytest.fixture
def campaign(db: None) -> Any:
    return campaign_with_files()


def test_files_are_stored_with_their_contribution_outside_of_the_media(
    client: Any, campaign: Any, settings: Any
) -> None:
    response = post(
        client, campaign, upload("Plan du parc.pdf", samples.PDF), upload("a.jpg", samples.jpeg())
    )
    assert response.status_code == 303
    contribution = Contribution.objects.get()
    first, second = contribution.uploads.order_by("pk")
    assert [item["name"] for item in contribution.answers["photos"]] == [
        "Plan du parc.pdf",
        "a.jpg",
    ]
    assert [item["id"] for item in contribution.answers["photos"]] == [
        str(first.uuid),
        str(second.uuid),
    ]
    assert set(contribution.answers["photos"][0]) == {"id", "name", "size", "type"}
    assert (first.content_type, second.content_type) == ("application/pdf", "image/jpeg")
    assert len(on_disk(settings)) == 2
    assert not list(Path(settings.MEDIA_ROOT).rglob("*"))


def test_a_photograph_loses_everything_but_its_pixels_and_stands_upright(
    client: Any, campaign: Any
) -> None:
    original = samples.jpeg(size=(60, 40))
    assert samples.SECRET in original
    post(client, campaign, upload("a.jpg", original))
    image = Image.open(io.BytesIO(stored()))
    assert image.size == (40, 60)
    assert not image.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
    assert samples.SECRET not in stored()


def test_a_photograph_whose_camera_writes_odd_words_is_taken_and_stands_upright(
    client: Any, campaign: Any
) -> None:
    assert post(client, campaign, upload("a.jpg", samples.jpeg_with_odd_words())).status_code == 303
    image = Image.open(io.BytesIO(stored()))
    assert image.size == (40, 60)
    assert not image.getexif()


@pytest.mark.parametrize(
    ("name", "content", "kind", "kept_as"),
    [
        ("a.png", samples.png_with_text(), "PNG", "a.png"),
        ("a.webp", samples.webp(), "WEBP", "a.webp"),
        ("a.gif", samples.image("GIF", comment=samples.SECRET), "JPEG", "a.jpg"),
        ("a.JPEG", samples.image("JPEG", xmp=samples.SECRET), "JPEG", "a.jpg"),
    ],
)
def test_images_are_written_anew(
    client: Any, campaign: Any, name: str, content: bytes, kind: str, kept_as: str
) -> None:
    assert post(client, campaign, upload(name, content)).status_code == 303
    found = Upload.objects.get()
    assert found.name == kept_as
    assert Image.open(io.BytesIO(stored())).format == kind
    assert samples.SECRET not in stored()


def test_a_bomb_of_fifty_million_pixels_is_refused_by_its_header(
    client: Any, campaign: Any, settings: Any
) -> None:
    # Its data is no image at all: whoever decoded it would find it broken, not too large.
    response = post(client, campaign, upload("a.png", samples.png_bomb()))
    assert response.status_code == 422
    assert "40" in error_in(response)
    response = post(client, campaign, upload("a.png", samples.png_bomb(100, 100)))
    assert response.status_code == 422
    assert "40" not in error_in(response)
    assert not on_disk(settings)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", samples.HTML),
        ("a.jpg", samples.SVG),
        ("a.jpg", samples.image("PNG")),
        ("a.png", samples.jpeg()[:200]),
        ("a.svg", samples.SVG),
        ("a.html", samples.HTML),
        ("a.zip", samples.package(a="b")),
        ("a.docx", samples.package(a="b")),
        ("a.docx", b"MZ" + samples.docx()),
        ("a.docx", samples.docx("word/vbaProject.bin")),
        ("a.docx", samples.damaged_docx()),
        ("a.docx", samples.damaged_docx(beginning=True)),
        ("a.xlsx", samples.docx()),
        ("a.odt", samples.docx()),
        ("a.pdf", samples.HTML),
        ("a.pdf", b"\n" + samples.HTML + samples.PDF),
        ("a.txt", samples.HTML),
        ("a.txt", b"\x00\x01\x02"),
        ("a.txt", samples.jpeg()),
        ("a.exe", b"MZ"),
        ("pdf", samples.PDF),
        ("a.pdf.exe", samples.PDF),
        ("a.jpg", b""),
        ("a.pdf", b"%PDF-" + b"x" * 1_100_000),
    ],
)
def test_what_a_file_only_pretends_to_be_is_refused_beside_its_question(
    client: Any, campaign: Any, settings: Any, name: str, content: bytes
) -> None:
    response = post(client, campaign, upload(name, content, "image/jpeg"))
    assert response.status_code == 422
    assert error_in(response)
    assert page_of(response).select_one("[name=titre]")["value"] == "Un banc cassé"
    assert not Contribution.objects.exists()
    assert not Upload.objects.exists()
    assert not on_disk(settings)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.docx", samples.docx(), "wordprocessingml.document"),
        ("a.xlsx", samples.open_xml("spreadsheetml.sheet"), "spreadsheetml.sheet"),
        ("a.odt", samples.odt(), "opendocument.text"),
        ("a.pdf", samples.PDF, "application/pdf"),
        ("a.txt", "L’été à la Défense".encode(), "text/plain"),
        ("a.txt", "L'été".encode("cp1252"), "text/plain"),
    ],
)
def test_documents_are_taken_as_they_are(
    client: Any, campaign: Any, name: str, content: bytes, content_type: str
) -> None:
    assert post(client, campaign, upload(name, content)).status_code == 303
    found = Upload.objects.get()
    assert found.content_type.endswith(content_type)
    assert stored() == content


def test_kinds_that_the_editor_does_not_allow_are_refused(client: Any) -> None:
    campaign = campaign_with_files(kinds=["image"])
    assert post(client, campaign, upload("a.pdf", samples.PDF)).status_code == 422
    assert post(client, campaign, upload("a.png", samples.image("PNG"))).status_code == 303


def test_the_host_may_allow_less_than_the_editor_and_the_page_says_so(
    client: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "UPLOAD_MAX_MB": 1}
    campaign = campaign_with_files(max_mb=50)
    rule = page_of(client.get(campaign.url)).select_one("[id$=_photos_rule]").get_text()
    assert "50" not in rule
    content = b"%PDF-" + b"x" * 1_100_000
    assert post(client, campaign, upload("a.pdf", content)).status_code == 422


def test_more_files_than_allowed_are_refused_and_none_of_them_kept(
    client: Any, campaign: Any, settings: Any
) -> None:
    response = post(client, campaign, *[upload(f"{n}.pdf", samples.PDF) for n in range(4)])
    assert response.status_code == 422
    assert "3" in error_in(response)
    assert not on_disk(settings)


def test_holes_and_depths_of_images_survive_where_they_can(client: Any, campaign: Any) -> None:
    clear, grey = Image.new("RGBA", (9, 9), (0, 0, 255, 0)), Image.new("I;16", (9, 9), 32_768)
    for name, kind, source, expected in [
        ("a.png", "PNG", clear, (0, 0, 255, 0)),
        ("a.gif", "GIF", clear, (255, 255, 255)),
        ("a.png", "PNG", grey, (128, 128, 128)),
        ("a.jpg", "JPEG", Image.new("CMYK", (9, 9), (0, 0, 0, 255)), (0, 0, 0)),
    ]:
        Upload.objects.all().delete()
        target = io.BytesIO()
        source.save(target, kind)
        assert post(client, campaign, upload(name, target.getvalue())).status_code == 303
        assert Image.open(io.BytesIO(stored())).getpixel((4, 4)) == expected


def test_a_photograph_of_a_telephone_is_taken(client: Any, campaign: Any) -> None:
    assert post(client, campaign, upload("IMG_1.HEIC", samples.image("HEIF"))).status_code == 303
    assert Upload.objects.get().name == "IMG_1.jpg"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Anne\\plan.pdf", "plan.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        (".pdf.pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("<img src=x>.pdf", "<img src=x>.pdf"),
    ],
)
def test_a_file_name_is_made_safe_to_show(
    client: Any, campaign: Any, given: str, shown: str
) -> None:
    file = upload("a.pdf", samples.PDF)
    file._name = given  # type: ignore[attr-defined]
    assert post(client, campaign, file).status_code == 303
    assert Upload.objects.get().name == shown


def test_files_are_kept_after_an_error_elsewhere_and_sent_with_the_next_try(
    client: Any, campaign: Any, settings: Any
) -> None:
    response = post(client, campaign, upload("plan.pdf", samples.PDF), titre="")
    assert response.status_code == 422
    (token,) = tokens_in(response)
    assert "plan.pdf" in page_of(response).select_one(".civic-files").get_text()
    assert Upload.objects.get().contribution is None
    assert post(client, campaign, photos=token).status_code == 303
    assert Contribution.objects.get().uploads.get().name == "plan.pdf"
    assert len(on_disk(settings)) == 1


def test_good_files_stay_where_one_is_refused(client: Any, campaign: Any) -> None:
    response = post(client, campaign, upload("a.pdf", samples.PDF), upload("b.jpg", samples.HTML))
    assert response.status_code == 422
    assert "b.jpg" in error_in(response)
    assert len(tokens_in(response)) == 1
    assert post(client, campaign, photos=tokens_in(response)).status_code == 303


def test_a_kept_file_is_removed_by_its_box(client: Any, campaign: Any) -> None:
    first, second = tokens_in(
        post(client, campaign, upload("a.pdf", samples.PDF), upload("b.pdf", samples.PDF), titre="")
    )
    assert post(client, campaign, photos=[first, second], photos_remove=first).status_code == 303
    assert [item["name"] for item in Contribution.objects.get().answers["photos"]] == ["b.pdf"]


def test_a_required_file_is_asked_for(client: Any) -> None:
    campaign = campaign_with_files(required=True)
    response = post(client, campaign)
    assert response.status_code == 422
    assert error_in(response)
    assert post(client, campaign, upload("a.pdf", samples.PDF)).status_code == 303


def test_one_file_at_the_most_is_replaced_by_the_next(client: Any) -> None:
    campaign = campaign_with_files(max_count=1)
    (token,) = tokens_in(post(client, campaign, upload("a.pdf", samples.PDF), titre=""))
    response = post(client, campaign, upload("b.pdf", samples.PDF), token=token)
    assert response.status_code == 303
    assert [item["name"] for item in Contribution.objects.get().answers["photos"]] == ["b.pdf"]


def test_a_token_is_good_for_its_campaign_and_its_question_only(client: Any, campaign: Any) -> None:
    (token,) = tokens_in(post(client, campaign, upload("a.pdf", samples.PDF), titre=""))
    for other in (campaign_with_files(), campaign_with_files(key="photos")):
        response = post(client, other, photos=token)
        assert response.status_code == 422
        assert error_in(response)
    forged = re.sub(r"^.", "x", token)
    assert post(client, campaign, photos=[forged]).status_code == 422
    assert post(client, campaign, photos=[str(Upload.objects.get().uuid)]).status_code == 422
    assert not Contribution.objects.exists()


def test_a_file_that_came_with_one_contribution_cannot_come_with_another(
    client: Any, campaign: Any
) -> None:
    (token,) = tokens_in(post(client, campaign, upload("a.pdf", samples.PDF), titre=""))
    assert post(client, campaign, photos=token).status_code == 303
    assert post(client, campaign, photos=token).status_code == 422
    assert Contribution.objects.count() == 1


def test_a_form_with_files_sent_twice_is_one_contribution_with_one_file(
    client: Any, campaign: Any, settings: Any
) -> None:
    key = uuid.uuid4().hex
    for _time in range(2):
        response = post(client, campaign, upload("a.jpg", samples.jpeg()), civic_key=key)
        assert response.status_code == 303
    assert Contribution.objects.count() == Upload.objects.count() == len(on_disk(settings)) == 1


def test_nothing_is_kept_of_bots_and_outside_the_phase(client: Any, campaign: Any) -> None:
    post(client, campaign, upload("a.pdf", samples.PDF), website="https://spam.example")
    campaign.phases.all().delete()
    post(client, campaign, upload("a.pdf", samples.PDF))
    assert not Upload.objects.exists()


def test_files_from_one_network_are_counted(client: Any, campaign: Any, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "UPLOAD_RATE_LIMIT": (1, 60)}
    assert post(client, campaign, upload("a.pdf", samples.PDF)).status_code == 303
    response = post(client, campaign, upload("a.pdf", samples.PDF))
    assert response.status_code == 422
    assert Upload.objects.count() == 1


def test_files_nobody_sent_are_purged_after_a_day(
    client: Any, campaign: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    post(client, campaign, upload("sent.pdf", samples.PDF))
    (token,) = tokens_in(post(client, campaign, upload("forgotten.pdf", samples.PDF), titre=""))
    post(client, campaign, upload("fresh.pdf", samples.PDF), titre="")
    old = timezone.now() - timedelta(hours=25)
    Upload.objects.exclude(name="fresh.pdf").update(created_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("civic_purge", "--dry-run")
    assert Upload.objects.count() == 3
    with django_capture_on_commit_callbacks(execute=True):
        call_command("civic_purge")
    assert sorted(Upload.objects.values_list("name", flat=True)) == ["fresh.pdf", "sent.pdf"]
    assert len(on_disk(settings)) == 2
    response = post(client, campaign, photos=token)
    assert response.status_code == 422
    assert error_in(response)


def test_an_erased_file_is_gone_from_the_disk(
    client: Any, campaign: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    post(client, campaign, upload("a.pdf", samples.PDF))
    assert on_disk(settings)
    with django_capture_on_commit_callbacks(execute=True):
        Contribution.objects.all().delete()
    assert not Upload.objects.exists()
    assert not on_disk(settings)
