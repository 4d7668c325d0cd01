import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.utils import translation
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from civic_blocks.api.faces import settle
from civic_blocks.blocks.milestone import MilestoneBlock
from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.schedule import StepStatus
from tests.blocks.timeline_cases import (
    MILESTONES,
    NOW,
    OPEN_ACTION,
    PARIS,
    FakeCampaign,
    milestone,
    render,
    timeline,
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def titles(value, page=None, now=NOW) -> list[str]:
    return [entry.step.title for entry in value.entries(page, now)]


def test_phases_and_milestones_are_one_list_by_date_with_the_undated_last():
    assert titles(timeline(MILESTONES), FakeCampaign()) == [
        "S'informer",
        "Réunion publique d'ouverture",
        "Proposer et débattre",
        "Atelier du quartier Université",
        "Balade urbaine aux Groues",
        "Étude par les services",
        "Vote du conseil municipal",
        "Pose de la première pierre",
    ]


def test_the_phases_stay_out_where_the_editor_unticks_them():
    assert titles(timeline(MILESTONES[:1], show_phases=False), FakeCampaign()) == [
        "Réunion publique d'ouverture"
    ]


def test_a_page_that_has_no_schedule_shows_the_milestones():
    assert titles(timeline(MILESTONES[:1]), object()) == ["Réunion publique d'ouverture"]


def test_a_page_that_counts_the_milestones_among_its_steps_shows_them_once():
    value = timeline(MILESTONES)
    page = FakeCampaign(steps=[*FakeCampaign().civic_steps(), *value.milestones()])
    assert len(titles(value, page)) == 8


def test_each_step_has_the_status_of_that_moment():
    statuses = [entry.status for entry in timeline(MILESTONES).entries(FakeCampaign(), NOW)]
    assert statuses == [
        StepStatus.DONE,
        StepStatus.DONE,
        StepStatus.CURRENT,
        StepStatus.POSTPONED,
        StepStatus.UPCOMING,
        StepStatus.UPCOMING,
        StepStatus.UPCOMING,
        StepStatus.UNKNOWN,
    ]


def test_the_list_says_everything_without_javascript():
    html = soup(render(timeline(MILESTONES), page=FakeCampaign()))
    section = html.section
    assert section["aria-labelledby"] == section.h2["id"] == "timeline-block-1"
    steps = section.select("civic-timeline > ol > li")
    assert len(steps) == 8
    first, current = steps[0], steps[2]
    assert first.h3["id"] == "step-phase-1"
    assert [time["datetime"] for time in first.select("time")] == ["2026-01-12", "2026-02-27"]
    assert first.select_one(".civic-step__dates").get_text() == "12 January to 27 February 2026"
    assert first.select_one(".civic-badge").get_text() == "Done"
    assert len(first.select(".civic-step__text p")) == 2
    assert current["aria-current"] == "step"
    assert current.select_one(".civic-badge").get_text() == "Under way"
    assert len(section.select("[aria-current]")) == 1
    assert "new" not in steps[3].get_text()
    assert "La salle est en travaux" in steps[3].select_one(".civic-step__reason").get_text()
    assert steps[1].select_one("b").get_text() == "240 participants"
    assert steps[1].select_one("a")["href"] == "https://example.org/video"
    assert steps[6].time["datetime"] == "2026"
    assert steps[6].time.get_text() == "autumn 2026"
    assert steps[7].select_one(".civic-step__dates").get_text() == "date to be confirmed"
    assert not section.select("[style], script")


def test_what_one_can_do_now_comes_first_with_its_last_day():
    page = FakeCampaign(actions=[OPEN_ACTION])
    html = soup(render(timeline(), page=page))
    box = html.select_one(".civic-timeline-actions")
    assert box.h3.get_text() == "What you can do now"
    assert box.a["href"] == "#contribution-form-1"
    assert "until 12 June 2026" in box.get_text()
    assert page.asked_at == [NOW]
    assert html.section.select("h3, ol")[0] == box.h3


def test_typed_text_is_never_read_as_html():
    attack = '<img src=x onerror="alert(1)">'
    html = render(timeline([milestone("x", attack, status="cancelled", reason=attack)]))
    assert "<img" not in html
    assert html.count("&lt;img") == 2


def test_an_empty_timeline_says_so_and_loads_no_view():
    html = soup(render(timeline()))
    assert not html.select("civic-timeline, ol")
    assert "will be published here" in html.get_text()


@pytest.mark.parametrize(
    ("milestones", "expected"), [(MILESTONES[:1], ""), (MILESTONES, "civic-timeline.js")]
)
def test_the_script_is_loaded_where_there_is_something_to_draw(rf, milestones, expected):
    request = rf.get("/")
    render(timeline(milestones), request=request)
    scripts = Template("{% load civic_blocks %}{% civic_scripts %}")
    assert expected in scripts.render(Context({"request": request}))
    assert bool(scripts.render(Context({"request": request}))) is bool(expected)


def test_the_clock_of_the_page_is_the_clock_of_the_block():
    later = NOW + timedelta(days=365)
    html = soup(render(timeline(MILESTONES), page=FakeCampaign(), now=later))
    assert html.select_one("civic-timeline")["data-now"] == later.isoformat()
    assert html.select_one("#step-phase-3").find_parent("li")["data-status"] == "done"


# Wagtail leaves the temporary file of a new rendition to the garbage collector.
makes_renditions = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


@pytest.fixture
def illustrated(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)

    def build(count: int) -> list[dict]:
        document = Document(title="Compte rendu")
        document.file.save("compte-rendu.pdf", ContentFile(b"%PDF" + b"0" * 2044))
        images = [
            Image.objects.create(title="Salle", file=get_test_image_file(size=(1200, 800)))
            for _number in range(count)
        ]
        return [
            milestone(
                f"m{number}",
                f"Étape {number}",
                date="2026-01-20",
                image={"image": image.pk, "alt_text": "La salle pleine", "decorative": False},
                document=document.pk,
            )
            for number, image in enumerate(images)
        ]

    return build


@makes_renditions
def test_images_have_their_alternative_and_documents_their_format_and_size(illustrated):
    html = soup(render(timeline(illustrated(1))))
    assert html.img["alt"] == "La salle pleine"
    assert html.img["width"]
    assert " 480w" in html.img["srcset"]
    link = html.select_one(".civic-step__document")
    assert " ".join(link.get_text().split()) == "Compte rendu (PDF, 2\xa0kB)".replace("\xa0", " ")


@makes_renditions
def test_thirty_images_cost_as_many_queries_as_one(illustrated, django_assert_num_queries):
    few, many = illustrated(1), illustrated(30)
    for stored in (few, many):
        render(timeline(stored))
    for stored in (few, many):
        with django_assert_num_queries(3):
            render(timeline(stored))


@makes_renditions
def test_the_api_says_the_same_as_the_page(illustrated):
    stored = [*MILESTONES, *illustrated(1)]
    context = {"page": FakeCampaign(), "now": NOW}
    face = TimelineBlock().get_api_representation(timeline(stored), context)
    steps = {step["key"]: step for step in json.loads(json.dumps(face["steps"]))}
    assert len(steps) == 9
    assert steps["phase-2"]["status"] == "current"
    assert steps["phase-2"]["verbs"] == ["contribute", "read"]
    assert steps["phase-3"]["end"] == {
        "value": "2026-09",
        "precision": "month",
        "label": "September 2026",
    }
    assert steps["milestone-aaaaaaaa"]["summary"] == "Salle des congrès, 240 participants."
    assert steps["milestone-aaaaaaaa"]["link"]["text"] == "Revoir la réunion"
    assert steps["milestone-eeeeeeee"]["start"] is None
    assert steps["milestone-m0"]["image"]["alt"] == "La salle pleine"
    assert steps["milestone-m0"]["image"]["url"].endswith(".webp")
    assert steps["milestone-m0"]["documents"][0]["format"] == "PDF"
    assert steps["milestone-m0"]["documents"][0]["size"] == 2048


def clean(**values):
    block = MilestoneBlock()
    data = {"title": "T", "text": "", "image": None, **values}
    return block.clean(block.normalize({**block.get_default(), **block.to_python(data)}))


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"date": "2026-03-12", "end_date": "2026-03-11"}, "end_date"),
        (
            {"date": "2026-03-12", "end_date": "2026-02-01", "end_date_precision": "month"},
            "end_date",
        ),
        ({"status": "postponed"}, "reason"),
        ({"reason": "Strike"}, "status"),
        ({"link_text": "Watch"}, "link_url"),
    ],
)
def test_a_milestone_that_contradicts_itself_is_refused_beside_the_field(values, wrong):
    with pytest.raises(StructBlockValidationError) as refused:
        clean(**values)
    assert list(refused.value.block_errors) == [wrong]


@pytest.mark.parametrize(
    "values",
    [
        {"date": "2026-03-12", "end_date": "2026-03-12"},
        {"date": "2026-03-12", "end_date": "2026-03-01", "end_date_precision": "month"},
        {"end_date": "2026-03-12"},
        {"status": "cancelled", "reason": "No candidate"},
        {},
    ],
)
def test_a_milestone_that_holds_together_is_accepted(values):
    assert clean(**values)["title"] == "T"


def test_a_half_written_draft_is_kept():
    block = MilestoneBlock()
    value = block.normalize({**block.get_default(), "title": "", "status": "postponed"})
    assert block.clean_deferred(value)["status"] == "postponed"


@pytest.mark.parametrize("month", range(1, 13))
def test_the_preview_of_the_picker_shows_every_kind_of_step_on_any_day(month):
    block = TimelineBlock()
    titles = ["Opening meeting", "Contributions", "Study by the city's services"]
    for number in (1, 15, 28):
        now = datetime(2027, month, number, 12, tzinfo=PARIS)
        with time_machine.travel(now.astimezone(UTC), tick=False):
            entries = block.get_preview_value().entries(None, now)
            assert "civic-step" in block.render(block.get_preview_value(), {})
        told = [entry.status.value for entry in entries]
        assert told == ["done", "current", "upcoming", "upcoming"], now
        assert [entry.step.title for entry in entries][:3] == titles


def test_what_is_stored_is_what_was_given(db):
    block = TimelineBlock()
    stored = block.get_prep_value(timeline(MILESTONES))
    assert (
        block.get_prep_value(block.to_python(json.loads(json.dumps(stored, default=str)))) == stored
    )


def test_a_step_that_was_moved_keeps_its_earlier_date_visible_with_the_reason():
    moved = milestone(
        "ffffffff-6",
        "Balade",
        date="2026-06-20",
        moved_from="2026-05-23",
        reason="Alerte météo.",
    )
    page = soup(render(timeline([moved]), page=None))
    line = page.select_one(".civic-step__reason").get_text(" ", strip=True)
    assert line == "Moved from 23 May 2026 to 20 June 2026 – Alerte météo."
    assert page.select_one(".civic-step__reason s time")["datetime"] == "2026-05-23"
    assert timeline([moved]).entries(None, NOW)[0].as_dict()["moved_from"]["value"] == "2026-05-23"


def test_a_step_says_where_who_and_with_what_result():
    value = timeline(
        [
            milestone(
                "ffffffff-6",
                "Conseil municipal",
                date="2026-03-12",
                time="18:30:00",
                place="Hôtel de ville",
                responsible="Conseil municipal",
                group="Conseil",
                result="<p>Adopté à <b>l'unanimité</b>.</p>",
                quote="Nous avons été entendus.",
                quote_author="Samira",
            )
        ]
    )
    text = soup(render(value, page=None)).select_one(".civic-step").get_text(" ", strip=True)
    for expected in (
        "at 6:30 p.m.",
        "Hôtel de ville",
        "Adopté à l'unanimité",
        "Nous avons été",
        "Samira",
        "Conseil",
    ):
        assert expected in text
    told = settle(value.entries(None, NOW)[0].as_dict())
    assert "unanimité" in told["result_html"]
    assert (told["place"], told["group"], told["quote"]["author"]) == (
        "Hôtel de ville",
        "Conseil",
        "Samira",
    )


def test_an_action_of_a_step_is_offered_on_top_while_it_is_open():
    action = {
        "label": "S'inscrire",
        "url": "https://example.org/inscription",
        "opens_at": "2026-05-01T00:00:00+02:00",
        "closes_at": "2026-05-20T00:00:00+02:00",
    }
    steps = [
        milestone(
            "ffffffff-6",
            "Balade",
            date="2026-05-23",
            actions=[{"type": "item", "value": action, "id": "a"}],
        )
    ]

    def offered(now: datetime) -> list[str]:
        page = soup(render(timeline(steps), page=None, now=now))
        return [link.get_text(strip=True) for link in page.select(".civic-timeline-actions a")]

    assert offered(NOW) == ["S'inscrire"]
    assert offered(datetime(2026, 4, 30, 23, tzinfo=PARIS)) == []
    assert offered(datetime(2026, 5, 20, tzinfo=PARIS)) == []


def test_a_video_of_a_step_asks_before_it_plays_and_another_medium_is_a_link():
    steps = [
        milestone(
            "ffffffff-6", "Film", date="2026-05-23", media_url="https://youtu.be/fSrO91XO1Ck"
        ),
        milestone("gggggggg-7", "Son", date="2026-05-24", media_url="https://example.org/son.ogg"),
    ]
    page = soup(render(timeline(steps), page=None))
    assert page.select_one("civic-video")["data-src"].startswith(
        "https://www.youtube-nocookie.com/"
    )
    assert not page.select("iframe")
    assert page.select_one('a[href="https://example.org/son.ogg"]')


def test_eras_are_told_in_words():
    eras = [
        {
            "type": "item",
            "id": "e",
            "value": {"title": "Mandat", "start": "2020-06-01", "end": "2026-03-01"},
        }
    ]
    page = soup(render(timeline(MILESTONES, eras=eras), page=None))
    assert (
        page.select_one(".civic-timeline__eras").get_text(" ", strip=True) == "Mandat 2020 – 2026"
    )


@pytest.mark.django_db
def test_the_one_document_of_an_earlier_milestone_is_kept():
    document = Document.objects.create(title="Compte rendu", file=ContentFile(b"x", name="cr.pdf"))
    value = timeline([milestone("m0000000", "Réunion", document=document.pk)])
    assert [each.title for each in value["milestones"][0]["documents"]] == ["Compte rendu"]


@pytest.mark.parametrize(
    ("values", "child"),
    [
        ({"date": "2026-03-01", "date_precision": "month", "time": "18:30"}, "time"),
        ({"date": "2026-03-01", "date_qualifier": "before", "end_date": "2026-04-01"}, "end_date"),
        ({"moved_from": "2026-03-01", "reason": "Grève"}, "date"),
        ({"date": "2026-04-01", "moved_from": "2026-03-01"}, "reason"),
        ({"quote_author": "Samira"}, "quote"),
    ],
)
def test_a_milestone_that_contradicts_itself_says_where(values, child):
    block = MilestoneBlock()
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python({"title": "Étape", **values}))
    assert list(refused.value.block_errors) == [child]
