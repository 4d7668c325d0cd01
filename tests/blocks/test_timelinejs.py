"""TimelineJS documents read into our timeline and written out of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.partial_dates import PartialDate, Precision, Qualifier
from civic_blocks.timelinejs import texts
from civic_blocks.timelinejs.dates import NoDate, read_date, write_date
from civic_blocks.timelinejs.reading import Imported, read
from civic_blocks.timelinejs.rows import document_of
from civic_blocks.timelinejs.writing import write


DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
BASE = "https://timeline.knightlab.com"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def event(**values: Any) -> dict[str, Any]:
    return {"start_date": {"year": "2026"}, "text": {"headline": "Étape", "text": ""}, **values}


def read_event(**values: Any) -> tuple[dict[str, Any], list[str]]:
    found = read({"events": [event(**values)]})
    return found.milestones[0], found.left_out


def written(found: Imported) -> dict[str, Any]:
    value = TimelineBlock().to_python(found.block_value())
    return write(found.title, value.steps(None), value.eras(), introduction=found.introduction)


@pytest.mark.parametrize("name", ["houston", "user-interface"])
def test_a_real_timeline_is_taken_over_whole_is_valid_and_comes_back_the_same(name):
    path = DATA / f"timelinejs-{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    document = json.loads(path.read_text())
    found = read(document, base=BASE)
    assert found.left_out == []
    assert len(found.milestones) == len(document["events"])
    block = TimelineBlock()
    block.clean(block.to_python(found.block_value()))
    again = read(written(found))

    def by_date(milestone: dict[str, Any]) -> tuple[str, str]:
        return milestone["date"], milestone["title"]

    assert sorted(again.milestones, key=by_date) == sorted(found.milestones, key=by_date)
    assert (again.title, again.introduction) == (found.title, found.introduction)
    assert again.left_out == []


@pytest.mark.parametrize(
    ("data", "value", "precision", "hour"),
    [
        ({"year": "1968"}, "1968-01-01", "year", None),
        ({"year": 1968, "month": 12}, "1968-12-01", "month", None),
        ({"year": "1968", "month": "12", "day": "9"}, "1968-12-09", "day", None),
        ({"year": "1968", "month": "", "day": "9"}, "1968-01-01", "year", None),
        ({"year": "1968", "month": "12", "day": "9", "hour": "15", "minute": "45"}, "1968-12-09", "day", "15:45:00"),
        ({"year": "0089"}, "0089-01-01", "year", None),
    ],
)  # fmt: skip
def test_a_date_is_read_as_precisely_as_it_is_given(data, value, precision, hour):
    milestone, left_out = read_event(start_date=data)
    assert (milestone["date"], milestone["date_precision"], milestone.get("time")) == (
        value,
        precision,
        hour,
    )
    assert left_out == []


@pytest.mark.parametrize("year", ["-120", "0", "10000", "MMXX", ""])
def test_a_date_outside_our_calendar_is_told_and_its_event_is_kept(year):
    data = {"year": year, "month": "3"}
    milestone, left_out = read_event(start_date=data)
    assert "date" not in milestone
    assert milestone["title"] == "Étape"
    assert len(left_out) == 1
    with pytest.raises(NoDate):
        read_date(data)


dates = st.builds(
    PartialDate,
    st.dates(),
    st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR]),
    at=st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)


@given(dates)
def test_a_plain_date_comes_back_as_it_was_written(when):
    again = read_date(write_date(when))
    assert (again.starts, again.precision, again.hour) == (when.starts, when.precision, when.hour)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (PartialDate(read_date({"year": 2027, "month": 5}).value, Precision.QUARTER), "Q2 2027"),
        (
            PartialDate(read_date({"year": 2030}).value, Precision.YEAR, Qualifier.BEFORE),
            "before 2030",
        ),
    ],
)
def test_a_date_that_timelinejs_cannot_say_is_written_in_words(when, said):
    assert write_date(when)["display_date"] == said


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ({"url": "//upload.wikimedia.org/a.jpg"}, {"media_url": "https://upload.wikimedia.org/a.jpg"}),
        ({"url": "https://youtu.be/fSrO91XO1Ck", "credit": '<a href="https://x.org">X</a>'}, {"media_url": "https://youtu.be/fSrO91XO1Ck", "credit": '<p><a href="https://x.org">X</a></p>'}),
        ({"url": "<blockquote>Oui &amp; non</blockquote>"}, {"quote": "Oui & non"}),
        ({"url": '<iframe width="1" src="https://maps.example.org/?q=1"></iframe>'}, {"media_url": "https://maps.example.org/?q=1"}),
        ({"url": "https://example.org/a.jpg", "link": "https://example.org/b"}, {"media_url": "https://example.org/a.jpg", "link_url": "https://example.org/b"}),
        ({"url": ""}, {}),
    ],
)  # fmt: skip
def test_media_of_every_kind_are_taken_over(media, expected):
    milestone, left_out = read_event(media=media)
    assert {
        k: v for k, v in milestone.items() if k not in {"title", "date", "date_precision", "text"}
    } == expected
    assert left_out == []


@pytest.mark.parametrize(
    "values",
    [
        {"media": {"url": "/a.jpg"}},
        {"media": {"url": "javascript:alert(1)"}},
        {"media": {"url": "https://example.org/a.jpg", "thumbnail": "https://example.org/t.jpg"}},
        {"background": {"color": "#fff"}},
        {"start_date": {"year": "2026", "display_date": "Au printemps"}},
        {"start_date": {"year": "2026", "month": "3", "day": "1", "second": "12"}},
        {"text": {"headline": "T", "text": "<h2>Titre</h2>"}},
        {"group": "g" * 90},
        {"autolink": True},
    ],
)
def test_nothing_is_left_out_in_silence(values):
    _milestone, left_out = read_event(**values)
    assert len(left_out) == 1


def test_scripts_and_their_addresses_do_not_come_along():
    milestone, _left_out = read_event(
        text={
            "headline": "<script>alert(1)</script>Titre",
            "text": '<p onclick="x()"><a href="javascript:x()">lien</a><img src=x onerror=x()></p>',
        }
    )
    assert milestone["title"] == "Titre"
    assert "javascript" not in milestone["text"]
    assert "onclick" not in milestone["text"]
    assert "<img" not in milestone["text"]


def test_a_headline_that_is_too_long_is_kept_whole_in_the_text():
    headline = "Une très longue annonce " * 12
    milestone, left_out = read_event(text={"headline": headline, "text": "<p>Suite</p>"})
    assert len(milestone["title"]) == 160
    assert headline.strip() in milestone["text"]
    assert left_out == []


def test_eras_and_groups_come_along_and_go_out_again():
    document = {
        "title": {"text": {"headline": "Mandat", "text": "<p>Intro</p>"}},
        "events": [event(group="Travaux")],
        "eras": [
            {
                "start_date": {"year": 2020},
                "end_date": {"year": 2026},
                "text": {"headline": "Mandat 1"},
            }
        ],
    }
    found = read(document)
    assert found.left_out == []
    out = written(found)
    assert out["events"][0]["group"] == "Travaux"
    assert out["eras"] == [
        {"start_date": {"year": 2020}, "end_date": {"year": 2026}, "text": {"headline": "Mandat 1"}}
    ]
    assert read(out).eras == found.eras


def test_the_spreadsheet_form_says_the_same():
    table = (
        "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,"
        "Media Credit,Media Caption,Media Thumbnail,Type,Group,Background\n"
        ",,,,,,,,,Notre ville,Intro,,,,,title,,\n"
        "2026,3,12,18:30:00,2026,3,12,8:00 PM,,Réunion,<b>Venez</b>,https://youtu.be/fSrO91XO1Ck,Ville,Salle,,,Débat,\n"
        "2020,,,,2026,,,,,Mandat,,,,,,era,,\n"
    )
    found = read(document_of(table))
    assert found.title == "Notre ville"
    meeting = found.milestones[0]
    assert (meeting["date"], meeting["time"], meeting["end_time"]) == (
        "2026-03-12",
        "18:30:00",
        "20:00:00",
    )
    assert (meeting["group"], meeting["text"]) == ("Débat", "<p><b>Venez</b></p>")
    assert found.eras[0]["title"] == "Mandat"
    assert found.left_out == []


@pytest.mark.parametrize(
    "document", [None, [], {}, {"events": "x"}, {"events": [1]}, {"events": [{}] * 1001}]
)
def test_what_is_no_timeline_is_refused_with_words(document):
    with pytest.raises(ValidationError):
        read(document)


def test_a_table_without_its_columns_is_refused_with_words():
    with pytest.raises(ValidationError):
        document_of("a;b\n1;2\n")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["year", "month", "url", "headline", "text", "caption"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["start_date", "end_date", "text", "media", "group", "background"]),
            anything,
        ),
        max_size=3,
    )
)
def test_no_document_breaks_the_reader_and_what_it_reads_can_be_written(events):
    found = read({"events": events})
    assert len(found.milestones) == len(events)
    json.dumps(written(found))


def test_relative_links_start_from_the_base():
    assert (
        texts.rich('<a href="/x?a=1&amp;b=2">x</a>', base=BASE)
        == f'<p><a href="{BASE}/x?a=1&amp;b=2">x</a></p>'
    )
