"""An app of at most thirty lines adds a block and a type of question to all there is."""

from pathlib import Path

from tests.extending.processes import ROOT, passes, run


APP = ROOT / "tests/hosts/compost"


def test_it_has_at_most_thirty_lines() -> None:
    files = [*APP.rglob("*.py"), *APP.rglob("*.html")]
    assert sum(len(file.read_text().splitlines()) for file in files) <= 30


def test_its_block_and_its_question_are_in_all_seven_places(tmp_path: Path) -> None:
    places = str(ROOT / "tests/extending/places_of_an_app.py")
    printed = passes(places, apps=["tests.hosts.compost"], tmp_path=tmp_path)
    assert "passed" in printed


def test_it_needs_no_migration(tmp_path: Path) -> None:
    done = [
        run(
            *("manage.py", "makemigrations", "--check", "--dry-run", "compost"),
            apps=["tests.hosts.compost"],
            tmp_path=tmp_path,
        )
    ]
    assert "No changes detected" in done[0].stdout, done[0].stderr
