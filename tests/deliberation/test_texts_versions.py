"""A text's versions: made by publishing, compared word by word, each with its discussion."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from civic_pages.deliberation.clauses import Clause, plain
from civic_pages.deliberation.differences import ADDED, REMOVED, SAME, changes, pieces
from civic_pages.deliberation.models import TextVersion
from tests.deliberation.texts import (
    CLAUSES,
    SECOND,
    clause,
    discussed_campaign,
    republish,
    text_beneath,
)


def words(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces(before, after)]


def made(*numbers: str) -> list[Clause]:
    return [Clause(id=n, number=n, heading="", html=f"<p>{n}</p>") for n in numbers]


def test_a_difference_names_the_words_that_came_and_went() -> None:
    assert words("cent arbres par an", "deux cents arbres par an") == [
        (REMOVED, "cent"),
        (ADDED, "deux cents"),
        (SAME, " arbres par an"),
    ]


def test_words_that_change_side_by_side_are_read_as_one_change() -> None:
    assert words("des bancs verts ici", "des arbres hauts ici") == [
        (SAME, "des "),
        (REMOVED, "bancs verts"),
        (ADDED, "arbres hauts"),
        (SAME, " ici"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "a b"), ("a b", ""), ("a\nb", "b\na"), ("a  b", "a b"), ("l'eau, l'air", "l'air; l'eau")],
)
def test_both_texts_can_be_read_out_of_a_difference(before: str, after: str) -> None:
    def only(kind: str) -> str:
        return "".join(p.text for p in pieces(before, after) if p.kind in {SAME, kind})

    assert only(REMOVED).split() == before.split()
    assert only(ADDED).split() == after.split()


def test_a_very_long_text_is_compared_by_lines_in_a_moment() -> None:
    lines = [f"ligne {n} " + "mot " * 20 for n in range(400)]
    found = pieces("\n".join(lines), "\n".join([*lines[:200], "nouvelle", *lines[200:]]))
    assert [p.text.strip() for p in found if p.kind == ADDED] == ["nouvelle"]


def test_clauses_are_added_removed_and_moved() -> None:
    found = changes(made("a", "b", "c", "d"), made("d", "a", "x", "c"))
    told = [(c.clause.id, c.kind, c.is_moved) for c in found]
    assert told == [
        ("d", SAME, True),
        ("a", SAME, False),
        ("b", REMOVED, False),
        ("x", ADDED, False),
        ("c", SAME, False),
    ]


def test_a_list_reads_as_lines_without_markup() -> None:
    assert plain("<p>Il faut :</p><ul><li>de l&#x27;eau</li><li>du <b>temps</b></li></ul>") == (
        "Il faut :\n– de l'eau\n– du temps"
    )


@pytest.mark.django_db
def test_publishing_other_clauses_makes_a_version_and_nothing_else_does() -> None:
    page = text_beneath(discussed_campaign())
    assert [v.number for v in TextVersion.objects.all()] == [1]
    page.title = "Un autre titre"
    page.save_revision().publish()
    assert TextVersion.objects.count() == 1
    page = republish(page, CLAUSES[:2], "Sans les bancs.")
    page.save_revision()  # a draft is no version
    assert list(TextVersion.objects.values_list("number", "note")) == [
        (2, "Sans les bancs."),
        (1, ""),
    ]
    republish(page, CLAUSES, "Sans les bancs.")
    assert TextVersion.objects.first().note == "", "the note was of the version before"


@pytest.mark.django_db
def test_a_version_keeps_number_heading_chapter_and_text() -> None:
    text_beneath(discussed_campaign())
    first, second = TextVersion.objects.get().clauses
    assert first["chapter"] == "Titre I"
    assert (second["id"], second["number"], second["heading"]) == (SECOND, "2", "Les bancs")
    assert "Chaque place" in second["html"]


@pytest.fixture
def revised(db: None) -> Any:
    """A text whose second version changes a clause, drops one and adds one."""
    page = text_beneath(discussed_campaign())
    new = [
        CLAUSES[0],
        clause("1", "Les arbres", "<p>La ville plante deux cents arbres par an.</p>"),
        clause("3", "Les jeux", "<p>Des jeux d'eau.</p>"),
    ]
    return republish(page, new, "Plus d'arbres, et des jeux.")


def test_the_versions_are_listed_newest_first(client: Any, revised: Any) -> None:
    soup = BeautifulSoup(client.get(f"{revised.url}versions/").content, "html.parser")
    links = [a["href"] for a in soup.select(".civic-versions h2 a")]
    assert links == [f"{revised.url}versions/2/", f"{revised.url}versions/1/"]
    assert "Plus d'arbres, et des jeux." in soup.get_text()


def test_an_old_version_shows_its_text_and_leads_to_a_clause_that_is_gone(
    client: Any, revised: Any
) -> None:
    soup = BeautifulSoup(client.get(f"{revised.url}versions/1/").content, "html.parser")
    gone = soup.find(id=f"clause-{SECOND[:8]}")
    assert "Chaque place a des bancs." in gone.get_text()
    address = gone.select_one("a")["href"]
    assert address == f"{revised.url}clauses/{SECOND[:8]}/"
    page = client.get(address).content.decode()
    assert "Chaque place a des bancs." in page
    assert f"{revised.url}versions/1/" in page
    assert "<textarea" not in page
    assert client.post(address, {"civic_do": "for"}).status_code == 405


def test_the_difference_is_told_in_words_and_not_by_colour_alone(client: Any, revised: Any) -> None:
    html = client.get(f"{revised.url}versions/2/difference/").content
    soup = BeautifulSoup(html, "html.parser")
    changed, removed, added = soup.select(".civic-difference")
    assert [i.find(string=True, recursive=False) for i in changed.select("ins")] == ["deux cents"]
    assert [i.find(string=True, recursive=False) for i in changed.select("del")] == ["cent"]
    assert all(tag.select_one(".civic-sr-only") for tag in changed.select("ins, del"))
    assert "civic-difference--removed" in removed["class"]
    assert "civic-difference--added" in added["class"]
    assert all(s.select_one(".civic-badge").get_text(strip=True) for s in (removed, added))


def test_the_first_version_has_no_difference_and_what_is_not_there_is_not_found(
    client: Any, revised: Any
) -> None:
    for path in ("versions/1/difference/", "versions/3/", "versions/0/", "clauses/ffffffff/"):
        assert client.get(f"{revised.url}{path}").status_code == 404, path
