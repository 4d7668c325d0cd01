"""``manage.py demo``: what a visitor of the demo is promised."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Sum
from django.test import override_settings
from django.utils import timezone
from jsonschema import Draft202012Validator
from shapely.geometry import Point, shape
from wagtail.models import Locale, Page, Site

from civic_blocks.api import schemas
from civic_pages.deliberation import counts, versions
from civic_pages.models import (
    CampaignPage,
    Comment,
    Contribution,
    ExactLocation,
    Participant,
    Project,
    PublicAreas,
    Reaction,
    SynthesisPage,
    TextPage,
    VotePage,
    VoteResult,
)
from civic_pages.participation import tallies
from civic_pages.participation.models import Kind, Status
from civic_pages.participation.providers import form_for, query_dict
from civic_pages.participation.submission import form_input
from civic_pages.projects.figures import funnel
from civic_pages.synthesis.coverage import coverage
from civic_pages.synthesis.statements import themes
from civic_pages.testing import CampaignFactory, ContributionFactory
from civic_pages.voting.actions import closing
from site_config.demo import pages, people, source
from site_config.demo.drafts import Drafter
from tests.site import demo_contract, demo_forms


pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of every rendition it makes to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
SENTENCE = re.compile(r"(?<=[.!?]) ")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", "--quiet", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[str, str]]:
    """Load the demo once for this module; gives what the command printed, and where files are."""
    media = str(tmp_path_factory.mktemp("demo-media"))
    with django_db_blocker.unblock(), transaction.atomic():
        # A transactional test that ran before has flushed what Wagtail's migrations made.
        Locale.objects.get_or_create(language_code="fr")
        with override_settings(MEDIA_ROOT=media):
            printed = run()
        yield printed, media
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_media(settings: Any, demo: tuple[str, str]) -> None:
    settings.MEDIA_ROOT = demo[1]


def campaign(slug: str) -> CampaignPage:
    return CampaignPage.objects.get(slug=slug)


def published(slug: str) -> Any:
    return Contribution.objects.of(campaign(slug)).filter(status=Status.PUBLISHED)


def test_there_are_six_campaigns_in_every_phase_of_their_life() -> None:
    now = timezone.now()
    states = Counter(page.state(now).status for page in CampaignPage.objects.live())
    assert states == {"open": 1, "running": 3, "upcoming": 1, "closed": 1}
    assert campaign("budget-participatif").allows("contribute", now=now)


def test_the_assises_have_351_contributions_of_which_195_are_collective() -> None:
    totals = tallies.totals(campaign("assises-de-la-ville").pk)
    assert (totals["all"], totals["collective"], totals["represented"]) == (351, 195, 1559)
    assert not tallies.differences()


def test_116_ideas_became_68_projects_at_the_vote_and_48_chosen(client: Any) -> None:
    page = campaign("budget-participatif")
    edition = str(timezone.localdate().year)
    projects = Project.objects.public().of(page).of_editions([edition])
    told = {stage.slug: stage.count for stage in funnel(projects)}
    assert told == {"ideas": 116, "vote": 68, "chosen": 48, "done": 39}
    chosen = projects.reached("chosen")
    assert chosen.aggregate(total=Sum("cost"))["total"] <= 500_000
    of_quarters = chosen.filter(scope="neighbourhood").values("sector").annotate(total=Sum("cost"))
    assert len(of_quarters) == 10
    assert max(row["total"] for row in of_quarters) <= 45_000
    assert Counter(chosen.values_list("status", flat=True)) == {"done": 39, "works": 7, "abandoned": 2}  # fmt: skip
    refused = projects.filter(status="infeasible")
    assert all(project.steps.last().note for project in refused.prefetch_related("steps"))


def test_the_vote_of_the_past_edition_is_what_its_ballots_say() -> None:
    vote = VotePage.objects.child_of(campaign("budget-participatif")).get()
    result = VoteResult.objects.get(vote_id=vote.pk)
    assert list(closing.differences(vote, result)) == []
    options = {str(option.key): option.project_id for option in vote.options.all()}
    won = {options[row["key"]] for row in result.rows if row["wins"]}
    assert won == set(Project.objects.filter(pk__in=options.values()).reached("chosen").values_list("pk", flat=True))  # fmt: skip


def test_projects_of_this_year_grew_out_of_public_ideas() -> None:
    grown = Project.objects.public().filter(status="study")
    assert grown.count() == 8
    assert all(project.contributions.filter(status="published").exists() for project in grown)


def test_the_charter_of_canteens_is_discussed_by_124_people_in_its_second_version(
    client: Any,
) -> None:
    page, text = campaign("bien-manger-a-la-cantine"), TextPage.objects.live().get()
    assert page.allows("comment", now=timezone.now())
    assert len(text.clause_list) == 11
    assert len({clause.chapter for clause in text.clause_list}) == 3
    second, first = versions.of(text)
    assert second.note
    changed = [a for a, b in zip(first.clauses, second.clauses, strict=True) if a != b]
    assert len(changed) == 2
    assert Participant.objects.filter(campaign_id=page.pk).count() == 124
    assert Comment.objects.public().filter(text_id=text.pk).count() == 33
    assert Comment.objects.public().filter(text_id=text.pk, is_official=True).count() == 7
    assert Comment.objects.public().filter(contribution__isnull=False).count() == 4
    assert not counts.differences(page.pk)
    for clause in text.clause_list:
        told = counts.of([f"text:{text.pk}:{clause.id}"]).popitem()[1]
        assert told["for"] > told["against"]
        assert 60 <= told["for"] + told["against"] + told["abstain"] <= 124
    assert client.get(f"{text.url}versions/2/difference/").status_code == 200
    assert text.url in client.get(page.url).content.decode()


def test_reactions_and_comments_of_the_charter_are_never_ahead_of_now() -> None:
    now = timezone.now()
    assert not Reaction.objects.filter(confirmed_at__gt=now).exists()
    assert not Comment.objects.filter(created_at__gt=now).exists()
    assert not any(
        said.created_at < said.parent.created_at
        for said in Comment.objects.exclude(parent=None).select_related("parent")
    )


@pytest.mark.parametrize(
    ("slug", "child"),
    [
        ("assises-de-la-ville", SynthesisPage),
        ("budget-participatif", VotePage),
        ("bien-manger-a-la-cantine", TextPage),
    ],
)
def test_timelines_lead_to_what_came_of_them(client: Any, slug: str, child: Any) -> None:
    page = campaign(slug)
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    timeline = soup.select_one("ol[class*=timeline]")
    made = child.objects.child_of(page).get()
    assert timeline is not None
    assert made.url in {a["href"] for a in timeline.select("a[href]")}
    assert "[[" not in soup.get_text()


def test_no_two_texts_of_the_assises_are_alike() -> None:
    rows = published("assises-de-la-ville").values_list("title", "answers__proposition")
    titles, bodies = zip(*rows, strict=True)
    assert len(set(bodies)) == len(bodies)
    assert len(set(titles)) >= 0.9 * len(titles)
    sentences = Counter(sentence for body in bodies for sentence in set(SENTENCE.split(body)))
    assert max(sentences.values()) <= 0.02 * len(bodies)


def test_every_contribution_of_the_assises_is_cited_by_a_statement_of_its_theme() -> None:
    page = SynthesisPage.objects.live().get()
    covered = coverage(page)
    assert (covered.total, covered.cited) == (351, 351)
    found = themes(page)
    assert len(found) == 8
    categories = dict(published("assises-de-la-ville").values_list("reference", "category"))
    for theme in found:
        for statement in theme.statements:
            assert statement.cited
            assert {categories[row.reference] for row in statement.cited} == {theme.title}


def test_the_council_s_twenty_four_commitments_are_followed() -> None:
    found = themes(SynthesisPage.objects.get())
    commitments = [s.commitment for theme in found for s in theme.statements if s.commitment]
    assert len(commitments) == 24
    assert {c.status for c in commitments} == {"planned", "started", "done", "delayed", "dropped"}
    printed = (source.FILES / "synthese-assises.html").read_text()
    assert all(commitment.text in printed for commitment in commitments)


def test_the_printed_synthesis_tells_the_figures_of_the_data() -> None:
    soup = BeautifulSoup((source.FILES / "synthese-assises.html").read_text(), "html.parser")
    figures = [figure.get_text() for figure in soup.select(".figures strong")]
    assert figures[:3] == [source.typeset("1 559"), "351", "195"]
    told = {
        row.th.get_text(): int(row.td.get_text())
        for row in soup.select("table")[0].select("tbody tr")
    }
    counted = (
        published("assises-de-la-ville").order_by().values_list("category").annotate(Count("pk"))
    )
    assert told == dict(counted)
    people_in_groups = published("assises-de-la-ville").aggregate(total=Sum("represented"))["total"]
    assert source.typeset("1 403") in soup.get_text()
    assert people_in_groups == 1403


@pytest.mark.parametrize("name", ["synthese-assises.pdf", "compte-rendu-groues.pdf"])
def test_documents_are_tagged_and_light(name: str) -> None:
    content = (source.FILES / name).read_bytes()
    assert len(content) < 200_000
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang", b"/Title"):
        assert mark in content


def test_two_thousand_homes_answered_inside_the_perimeter_one_by_address() -> None:
    page = campaign("la-fibre-pour-tous")
    outline = shape(page.perimeter)
    places = ExactLocation.objects.filter(contribution__in=published(page.slug))
    assert places.count() == 2143
    assert all(outline.covers(Point(place.longitude, place.latitude)) for place in places)
    assert places.values("address").distinct().count() == 2143
    counts = tallies.by_sector(page.pk)
    assert len(counts) == 10
    assert "" not in counts
    assert max(counts, key=lambda key: counts[key]) == "plateau-mont-valerien"


def test_areas_of_homes_hold_at_least_eleven_answers_and_add_up(client: Any) -> None:
    areas = PublicAreas.objects.get(campaign_id=campaign("la-fibre-pour-tous").pk)
    counts = [feature["properties"]["count"] for feature in areas.features]
    assert len(counts) > 30
    assert min(counts) >= 11
    assert max(counts) < 0.1 * areas.total
    assert sum(counts) == areas.total == 2143
    assert "92000 Nanterre" not in client.get(campaign("la-fibre-pour-tous").url).content.decode()


def test_every_page_answers_and_keeps_the_rules_of_public_pages(client: Any) -> None:
    site_root = Site.objects.get(is_default_site=True).root_page
    live = Page.objects.descendant_of(site_root, inclusive=True).live()
    assert live.count() == 15
    for page in live:
        assert client.get(page.url).status_code == 200, page.url
    portal = client.get(site_root.url).content.decode()
    assert all(page.title in portal for page in CampaignPage.objects.live())


UNPRINTED = re.compile(r"\w'\w| [;:!?»%€]|« |\d \d{3}\b")


def test_what_is_shown_is_set_as_french_is_printed(client: Any) -> None:
    pages = list(Page.objects.live().specific())
    urls = [page.url for page in pages if page.url]
    for page in pages:
        if isinstance(page, CampaignPage):
            some = Contribution.objects.public().of(page)[:5]
            urls += [f"{page.contributions_url}{one.reference}/" for one in some]
    wrong = {}
    for url in urls:
        main = BeautifulSoup(client.get(url).content, "html.parser").main
        for tag in main.select("script, style, code"):
            tag.decompose()
        if found := [text for text in main.stripped_strings if UNPRINTED.search(text)]:
            wrong[url] = found
    assert wrong == {}


def test_an_editor_could_publish_every_campaign_as_it_is() -> None:
    for page in CampaignPage.objects.all():
        page.full_clean()
        page.body.stream_block.clean(page.body)


def test_something_waits_for_the_moderator_and_refusals_have_reasons() -> None:
    assert Contribution.objects.filter(status=Status.PENDING).count() >= 8
    rejected = Contribution.objects.filter(status=Status.REJECTED)
    assert rejected.exists()
    assert all(row.reason for row in rejected)


def test_dates_lie_in_their_order_and_never_ahead() -> None:
    now = timezone.now()
    for row in Contribution.objects.only("created_at", "decided_at", "published_at"):
        moments = [row.created_at, row.published_at or row.decided_at or now, now]
        assert moments == sorted(moments)


def test_groups_say_how_many_they_are() -> None:
    groups = Contribution.objects.filter(kind=Kind.COLLECTIVE)
    assert not groups.filter(group_name="").exists()
    assert not groups.filter(represented__lt=2).exists()
    assert groups.values("group_name").distinct().count() > 100


def test_three_accounts_are_printed_with_what_each_is_for(demo: tuple[str, str]) -> None:
    printed = demo[0]
    for username in ("redaction", "moderation", "admin"):
        user = get_user_model().objects.get(username=username)
        line = next(line for line in printed.splitlines() if username in line.split()[:1])
        # Not on one's own machine (DEBUG off): no password that anybody could read in the code.
        assert user.check_password(line.split()[1])
        assert line.split()[1] != f"nanterre-{username}"
    assert "http://localhost:8000/" in printed


def test_every_campaign_is_over_the_api_what_its_schema_says(client: Any) -> None:
    document = json.loads(client.get("/api/civic/v1/schema/?format=json").content)
    campaigns = demo_contract.validator_of(document, "CampaignDetail")
    forms = demo_contract.validator_of(document, "Form")
    served = client.get("/api/civic/v1/schema/blocks/").json()
    blocks = Draft202012Validator(schemas.closed(served))
    for page in CampaignPage.objects.live():
        told = demo_contract.Told(client, page.pk)
        campaigns.validate(told.whole)
        blocks.validate(told.whole["blocks"])
        for form in told.forms:
            forms.validate(form)


def test_every_campaign_can_be_rebuilt_from_the_api_alone(client: Any) -> None:
    for page in CampaignPage.objects.live():
        told, html = demo_contract.Told(client, page.pk), client.get(page.url).content
        assert demo_contract.differences(told, html) == [], page.slug
        for image in demo_contract.images_in(told.whole):
            for rendition in image["renditions"]:
                path = urlsplit(rendition["url"]).path.removeprefix("/media/")
                assert default_storage.exists(path), rendition


def test_form_and_published_schema_give_one_verdict_on_every_campaign(client: Any) -> None:
    for page in CampaignPage.objects.live():
        told, definitions = demo_contract.Told(client, page.pk), page.form_definitions()
        place = shape(told.whole["perimeter"]).representative_point()
        verdicts: Counter[bool] = Counter()
        for form, definition in zip(told.forms, definitions, strict=True):
            schema = demo_forms.validator_of(form)
            for answers in demo_forms.sets_of_answers(form, (place.y, place.x)):
                sent = query_dict(form_input(definition, {"answers": answers}))
                filled = form_for(definition, page, sent)
                assert filled.is_valid() == schema.is_valid(answers), (answers, filled.errors)
                verdicts[filled.is_valid()] += 1
        assert min(verdicts[True], verdicts[False]) > 10, page.slug


def test_a_second_run_adds_nothing_and_says_so() -> None:
    before = (Contribution.objects.count(), Page.objects.count(), get_user_model().objects.count())
    assert "Nothing to add" in run()
    after = (Contribution.objects.count(), Page.objects.count(), get_user_model().objects.count())
    assert after == before


def test_reset_rebuilds_the_demo_and_leaves_what_others_made() -> None:
    theirs = CampaignFactory(
        parent=Site.objects.get(is_default_site=True).root_page, title="À nous", code="NOUS"
    )
    ContributionFactory(campaign=theirs, published=True)
    ContributionFactory(
        campaign=campaign("budget-participatif"), reference="BP-X", title="Un essai"
    )
    run("--reset")
    assert Contribution.objects.of(theirs).count() == 1
    assert not Contribution.objects.filter(reference="BP-X").exists()
    assert published("assises-de-la-ville").count() == 351


def test_the_same_day_gives_the_same_texts_and_places() -> None:
    now, page = timezone.now(), campaign("les-groues-2030")

    def drafts() -> list[Any]:
        where = pages.ground_of("groues")
        return list(Drafter("groues", page.form_definitions()[0], where, now).drafts())

    assert drafts() == drafts()


def test_pictures_are_light_and_have_an_alternative() -> None:
    for page in CampaignPage.objects.select_related("image"):
        assert page.image_alt
        assert (page.image.width, page.image.height) == (1600, 900)
        assert Path(page.image.file.path).stat().st_size < 120_000


def test_the_demo_never_replaces_a_site_of_somebody() -> None:
    site = Site.objects.get(is_default_site=True)
    site.root_page = campaign("plan-velo-et-marche")
    site.save()
    with pytest.raises(CommandError, match="does not replace"):
        run()


def test_sizes_of_groups_need_two_people_each() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        people.sizes(10, 19, random.Random(1))
