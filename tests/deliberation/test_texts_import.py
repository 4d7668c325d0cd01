"""Topics of DemocracyOS become drafts of texts: every clause, and a line for what is left out."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from civic_pages.deliberation.democracyos import read
from civic_pages.deliberation.markup import cleaned
from civic_pages.deliberation.models import TextVersion
from civic_pages.deliberation.pages import TextPage
from civic_pages.testing import CampaignFactory


REAL = Path("/work/shared/data/democracyos-topics.json")
TOPIC = {
    "_id": {"$oid": "53f"},
    "mediaTitle": "Charte de l'arbre",
    "officialTitle": "Projet de charte",
    "tag": {"name": "Nature", "hash": "nature"},
    "authors": ["Le conseil de quartier"],
    "source": "https://example.org/charte.pdf",
    "links": [{"text": "Étude", "url": "https://example.org/etude"}],
    "closingAt": "2018-05-01T10:00:00Z",
    "upvotes": ["a", "b"],
    "body": "<h2>Pourquoi</h2><p>Il fait chaud.<script>alert(1)</script></p>",
    "clauses": [
        {"order": 2, "clauseName": "Arroser", "text": "On arrose.", "centered": False},
        {"order": 1, "text": '<div onclick="x()">On <strong>plante</strong>.<img src="/a.png"></div>'},
        {"order": 3, "text": "<br>", "empty": True},
    ],
}  # fmt: skip


def as_file(data: Any) -> bytes:
    return json.dumps(data).encode()


def test_the_real_file_is_read_with_every_clause_and_its_words() -> None:
    if not REAL.exists():
        pytest.skip(f"LOUD: {REAL} is absent, the real DemocracyOS file is not tried")
    source = json.loads(REAL.read_text())
    (topic,) = read(REAL.read_bytes())
    assert topic.title == "Internet civil framework"
    assert len(topic.clauses) == len(source[0]["clauses"]) == 24

    def letters(html: str) -> str:
        from bs4 import BeautifulSoup

        text = BeautifulSoup(html.replace("I< –", "I&lt; –"), "html.parser").get_text(" ")
        return "".join(text.split())

    for clause, given in zip(topic.clauses, source[0]["clauses"], strict=True):
        assert letters(clause.html) == letters(given["markup"])
    assert [line.partition(":")[0] for line in topic.left_out] == ["publishedAt"]


def test_the_older_form_is_read_in_its_order() -> None:
    (topic,) = read(as_file([TOPIC]))
    assert [(c.number, c.heading) for c in topic.clauses] == [("1", ""), ("2", "Arroser")]
    assert topic.clauses[0].html == "<p>On <b>plante</b>.</p>"


def test_where_it_comes_from_is_kept_in_the_introduction() -> None:
    (topic,) = read(as_file({"topics": [TOPIC]}))
    for words in ("Projet de charte", "Nature", "Le conseil de quartier", "Il fait chaud."):
        assert words in topic.introduction
    for url in ("https://example.org/charte.pdf", "https://example.org/etude"):
        assert f'href="{url}"' in topic.introduction
    assert "script" not in topic.introduction
    assert "alert" not in topic.introduction


def test_whatever_is_left_out_is_said() -> None:
    (topic,) = read(as_file(TOPIC))
    told = "\n".join(topic.left_out)
    for part in ("closingAt", "upvotes", "<img> /a.png", "<script>"):
        assert part in told, part
    assert sum("3" in line for line in topic.left_out) >= 1, "the empty clause"


def test_a_topic_that_was_never_cut_is_one_clause() -> None:
    (topic,) = read(as_file([{"mediaTitle": "Charte", "body": "<p>Un seul article.</p>"}]))
    assert [clause.html for clause in topic.clauses] == ["<p>Un seul article.</p>"]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<p onmouseover="x()">x</p>',
        "<svg/onload=alert(1)>x",
        '<iframe src="//e.example"></iframe>x',
        '<style>p{}</style>x<math><mi xlink:href="data:x">',
    ],
)
def test_nothing_that_runs_comes_through(html: str) -> None:
    found = cleaned(html).html
    for mark in ("javascript", "on", "<svg", "iframe", "style", "href", "data:"):
        assert mark not in found


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b'{"a": 1}', b'"texte"', b"[" * 100_000]
)
def test_a_file_that_is_none_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ValidationError):
        read(content)


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def admin(client: Any, db: None) -> Any:
    user = get_user_model().objects.create_superuser("admin", "a@example.org", "secret")
    client.force_login(user)
    return client


def send(admin: Any, campaign: Any, data: Any, **extra: Any) -> Any:
    url = reverse("civic_democracyos_import", args=[campaign.pk])
    upload = SimpleUploadedFile("topics.json", as_file(data), "application/json")
    return admin.post(url, {"file": upload, **extra})


def test_looking_at_a_file_imports_nothing(admin: Any, campaign: Any) -> None:
    html = send(admin, campaign, TOPIC, look="1").content.decode()
    assert "upvotes" in html
    assert "On plante." in html
    assert not TextPage.objects.exists()


def test_an_import_makes_a_draft_and_a_second_one_does_not_double_it(
    admin: Any, campaign: Any
) -> None:
    assert send(admin, campaign, TOPIC).status_code == 200
    page = TextPage.objects.get()
    assert not page.live
    assert page.get_parent().pk == campaign.pk
    assert [b.block_type for b in page.clauses] == ["clause", "clause"]
    page.title = "Corrigé par la ville"
    page.save_revision()
    send(admin, campaign, TOPIC)
    assert TextPage.objects.get().get_latest_revision_as_object().title == "Corrigé par la ville"
    other = CampaignFactory(open=True)
    send(admin, other, TOPIC)
    assert TextPage.objects.count() == 2


def test_a_draft_can_be_opened_and_published(admin: Any, campaign: Any) -> None:
    send(admin, campaign, TOPIC)
    page = TextPage.objects.get()
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    page.get_latest_revision().publish()
    html = admin.get(TextPage.objects.get().url).content.decode()
    assert "On <b>plante</b>." in html
    assert TextVersion.objects.count() == 1


def test_what_is_wrong_with_a_file_is_said_beside_it(admin: Any, campaign: Any) -> None:
    response = send(admin, campaign, {"a": 1})
    assert response.status_code == 422
    assert "id_file_error" in response.content.decode()


def test_who_may_not_add_pages_may_not_import(client: Any, campaign: Any) -> None:
    user = get_user_model().objects.create_user("lecteur", "l@example.org", "secret")
    client.force_login(user)
    url = reverse("civic_democracyos_import", args=[campaign.pk])
    assert client.get(url).status_code in {302, 403}


def test_the_page_editor_of_a_campaign_leads_to_it(admin: Any, campaign: Any) -> None:
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])).content.decode()
    assert reverse("civic_democracyos_import", args=[campaign.pk]) in html


def test_the_command_imports_once_and_publishes_where_asked(campaign: Any, tmp_path: Any) -> None:
    file = tmp_path / "topics.json"
    file.write_bytes(as_file([TOPIC]))
    said = StringIO()
    call_command("civic_import_democracyos", file, campaign=campaign.slug, stdout=said)
    assert "2 clauses, imported" in said.getvalue()
    assert "left out: closingAt" in said.getvalue()
    call_command(
        "civic_import_democracyos", file, campaign=campaign.slug, publish=True, stdout=said
    )
    assert "2 clauses, known" in said.getvalue()
    assert not TextPage.objects.get().live, "what was there stays as it is"
