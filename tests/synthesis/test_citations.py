"""Citations: what a statement rests on, who may say so, and what of it anybody sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from civic_pages.participation import actions as participation
from civic_pages.synthesis import actions
from civic_pages.synthesis.coverage import coverage
from civic_pages.synthesis.models import Citation, CommitmentStep
from civic_pages.synthesis.statements import themes
from civic_pages.testing import CampaignFactory, ContributionFactory, portal
from tests.participation.desk import client_of, soup, texts, user_of
from tests.synthesis.citing import FIRST, SECOND, THIRD, body, synthesis_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Any:
    return user_of("admin")


@pytest.fixture
def synthesis() -> Any:
    return synthesis_of()


def contribution(synthesis: Any, **values: Any) -> Any:
    return ContributionFactory(campaign=synthesis.campaign, **{"published": True, **values})


def cite(synthesis: Any, statement: str, *rows: Any, by: Any) -> int:
    return actions.cite(synthesis, statement, [r.pk for r in rows], by=by, now=timezone.now())


def cited(synthesis: Any, statement: str) -> set[str]:
    rows = Citation.objects.of(synthesis, [statement])
    return set(rows.values_list("contribution__reference", flat=True))


def shown(synthesis: Any) -> dict[str, list[str]]:
    """Return the references that anybody sees beneath each statement, by its number."""
    return {
        statement.number: [row.reference for row in statement.cited]
        for theme in themes(synthesis)
        for statement in theme.statements
    }


def pick_url(synthesis: Any, **query: str) -> str:
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('civic_cite', args=[synthesis.pk])}?{pairs}"


def test_statements_are_numbered_by_theme_and_name_what_they_cite(
    synthesis: Any, admin: Any
) -> None:
    alone = contribution(synthesis)
    group = contribution(synthesis, collective=True)
    assert cite(synthesis, FIRST, alone, group, by=admin) == 2
    assert cite(synthesis, THIRD, group, by=admin) == 1
    references = sorted([alone.reference, group.reference])
    assert shown(synthesis) == {"1.1": references, "1.2": [], "2.1": [group.reference]}
    first = themes(synthesis)[1].statements[0].cited[0]
    assert first.url == f"{synthesis.campaign.url}contributions/{group.reference}/"
    assert (first.kind, first.group_name) == ("collective", "Amicale des locataires")


def test_citing_twice_cites_once_and_is_logged_once(synthesis: Any, admin: Any) -> None:
    row = contribution(synthesis)
    assert cite(synthesis, FIRST, row, by=admin) == 1
    assert cite(synthesis, FIRST, row, row, by=admin) == 0
    entry = PageLogEntry.objects.get(action="civic.synthesis.cite")
    assert (entry.page_id, entry.user, entry.data) == (synthesis.pk, admin, {"count": 1})


@pytest.mark.parametrize("trait", [{"published": False}, {"published": False, "rejected": True}])
def test_what_is_not_published_is_never_cited(synthesis: Any, admin: Any, trait: Any) -> None:
    assert cite(synthesis, FIRST, contribution(synthesis, **trait), by=admin) == 0
    assert not Citation.objects.exists()


def test_a_contribution_of_another_campaign_is_never_cited(synthesis: Any, admin: Any) -> None:
    other = ContributionFactory(campaign=CampaignFactory(closed=True), published=True)
    assert cite(synthesis, FIRST, other, by=admin) == 0


def test_homes_are_never_cited_one_by_one(admin: Any) -> None:
    synthesis = synthesis_of(CampaignFactory(closed=True, homes=True))
    assert cite(synthesis, FIRST, contribution(synthesis), by=admin) == 0


def test_a_statement_that_is_not_there_cites_nothing(synthesis: Any, admin: Any) -> None:
    with pytest.raises(ValidationError):
        cite(synthesis, "no-such-statement", contribution(synthesis), by=admin)


def test_what_is_withdrawn_later_is_shown_no_more(
    synthesis: Any, admin: Any, client: Client
) -> None:
    row, kept = contribution(synthesis), contribution(synthesis)
    cite(synthesis, FIRST, row, kept, by=admin)
    address = f"{synthesis.campaign.url}contributions/{row.reference}/"
    assert soup(client.get(address)).select("#civic-cited-title")
    participation.withdraw(row, by=admin, now=timezone.now())
    assert shown(synthesis)["1.1"] == [kept.reference]
    assert client.get(address).status_code == 404
    assert (coverage(synthesis).total, coverage(synthesis).cited) == (1, 1)
    overview = client_of_admin(admin).get(reverse("civic_citations", args=[synthesis.pk]))
    assert "+ 1 no longer public" in " ".join(texts(overview, ".civic-synthesis__hidden"))


def client_of_admin(admin: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin)
    return client


def test_coverage_tells_the_share_and_what_is_cited_nowhere(synthesis: Any, admin: Any) -> None:
    rows = [contribution(synthesis) for _ in range(4)]
    contribution(synthesis, published=False)
    cite(synthesis, FIRST, *rows[:3], by=admin)
    cite(synthesis, SECOND, rows[0], by=admin)
    found = coverage(synthesis)
    assert (found.total, found.cited, found.left_out, found.share) == (4, 3, 1, 0.75)
    assert list(found.uncited) == [rows[3]]


def test_nothing_said_is_no_share_and_no_error(synthesis: Any) -> None:
    assert (coverage(synthesis).total, coverage(synthesis).share) == (0, 0.0)


def test_what_a_removed_statement_leaves_counts_no_more_and_can_be_moved(
    synthesis: Any, admin: Any
) -> None:
    both, alone = contribution(synthesis), contribution(synthesis)
    cite(synthesis, SECOND, both, by=admin)
    cite(synthesis, FIRST, both, alone, by=admin)
    now = timezone.now()
    standing = actions.Standing("started", timezone.localdate(now))
    actions.add_step(synthesis, FIRST, standing, by=admin, now=now)
    synthesis.body = body(without=FIRST)
    synthesis.save_revision().publish()
    synthesis.refresh_from_db()
    assert coverage(synthesis).cited == 1
    client, url = client_of_admin(admin), reverse("civic_citations", args=[synthesis.pk])
    [form] = soup(client.get(url)).select(".civic-synthesis__orphans form")
    assert form.select_one("[name=source]")["value"] == FIRST  # type: ignore[index]
    client.post(url, {"source": FIRST, "target": SECOND, "move": "1"})
    assert cited(synthesis, SECOND) == {both.reference, alone.reference}
    assert not cited(synthesis, FIRST)
    assert CommitmentStep.objects.get().commitment == SECOND
    assert not soup(client.get(url)).select(".civic-synthesis__orphans")


def test_what_a_removed_statement_leaves_can_be_removed(synthesis: Any, admin: Any) -> None:
    cite(synthesis, FIRST, contribution(synthesis), by=admin)
    synthesis.body = body(without=FIRST)
    synthesis.save_revision().publish()
    url = reverse("civic_citations", args=[synthesis.pk])
    client_of_admin(admin).post(url, {"source": FIRST, "remove": "1"})
    assert not Citation.objects.exists()


def test_a_statement_that_only_the_draft_holds_can_be_cited_for(admin: Any) -> None:
    synthesis = synthesis_of(body=body(without=THIRD))
    synthesis.body = body()
    synthesis.save_revision()
    synthesis.refresh_from_db()
    assert cite(synthesis, THIRD, contribution(synthesis), by=admin) == 1
    assert "2.1" not in shown(synthesis)
    assert coverage(synthesis).cited == 0


def test_the_picker_cites_what_is_ticked_and_takes_back(synthesis: Any) -> None:
    rows = [contribution(synthesis) for _ in range(3)]
    client, url = client_of("admin"), pick_url(synthesis, statement=FIRST)
    keys = [rows[0].pk, rows[1].pk]
    answer = client.post(url, {"statement": FIRST, "contribution": keys, "cite": "1"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert cited(synthesis, FIRST) == {rows[0].reference, rows[1].reference}
    client.post(url, {"statement": FIRST, "contribution": keys[:1], "uncite": "1"})
    assert cited(synthesis, FIRST) == {rows[1].reference}


def test_the_picker_cites_all_of_a_filter_over_every_page(synthesis: Any) -> None:
    for n in range(60):
        contribution(synthesis, title=f"Un banc ici {n}", category="Nature" if n else "Voirie")
    contribution(synthesis, title="Un bus", category="Nature")
    url = pick_url(synthesis, statement=SECOND, q="banc", category="Nature")
    client = client_of("admin")
    assert len(soup(client.get(url)).select("[name=contribution]")) == 50
    client.post(url, {"statement": SECOND, "all": "1"})
    assert Citation.objects.of(synthesis, [SECOND]).count() == 59


def test_the_picker_lists_what_is_cited_nowhere_here_and_not_here(synthesis: Any) -> None:
    here, elsewhere, nowhere = [contribution(synthesis) for _ in range(3)]
    client, by = client_of("admin"), user_named("admin")
    cite(synthesis, FIRST, here, by=by)
    cite(synthesis, SECOND, elsewhere, by=by)

    def listed(**query: str) -> set[int]:
        page = soup(client.get(pick_url(synthesis, statement=FIRST, **query)))
        return {int(str(box["value"])) for box in page.select("[name=contribution]")}

    assert listed(cited="nowhere") == {nowhere.pk}
    assert listed(cited="here") == {here.pk}
    assert listed(cited="not_here") == {elsewhere.pk, nowhere.pk}
    assert listed() == {here.pk, elsewhere.pk, nowhere.pk}
    assert listed(kind="nonsense") == set()


def user_named(name: str) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def test_the_picker_filters_by_the_piles_of_the_team(synthesis: Any) -> None:
    from civic_pages.participation.models import Theme

    inside, _outside = contribution(synthesis), contribution(synthesis)
    pile = Theme.objects.create(campaign_id=synthesis.campaign.pk, name="Bancs")
    pile.contributions.add(inside)
    page = soup(client_of("admin").get(pick_url(synthesis, statement=FIRST, pile=str(pile.pk))))
    assert [int(str(b["value"])) for b in page.select("[name=contribution]")] == [inside.pk]


def test_the_picker_shows_only_what_is_published(synthesis: Any) -> None:
    contribution(synthesis, published=False)
    contribution(synthesis, published=False, rejected=True)
    page = soup(client_of("admin").get(pick_url(synthesis, statement=FIRST)))
    assert not page.select("[name=contribution]")


def test_nothing_ticked_is_told_and_changes_nothing(synthesis: Any) -> None:
    contribution(synthesis)
    url = pick_url(synthesis, statement=FIRST)
    answer = client_of("admin").post(url, {"statement": FIRST, "cite": "1"}, follow=True)
    assert "Select contributions first" in " ".join(texts(answer, ".messages li"))
    assert not Citation.objects.exists()


@pytest.mark.parametrize("name", ["civic_citations", "civic_cite", "civic_commitments"])
@pytest.mark.parametrize("role", ["anonymous", "moderator"])
def test_the_pages_are_for_those_who_may_edit_the_synthesis(
    synthesis: Any, name: str, role: str
) -> None:
    row = contribution(synthesis)
    client, url = client_of(role), reverse(name, args=[synthesis.pk])
    data = {"statement": FIRST, "contribution": [row.pk], "cite": "1", "commitment": FIRST}
    assert {client.get(url).status_code, client.post(url, data).status_code} == {302}
    assert not Citation.objects.exists()


def editor_of_pages() -> Any:
    """Return an editor who may change pages beneath the portal."""
    editor = user_of("editor")
    permission = Permission.objects.get(
        content_type__app_label="wagtailcore", codename="change_page"
    )
    GroupPagePermission.objects.get_or_create(
        group=editor.groups.get(), page=portal(), permission=permission
    )
    return editor


def test_an_editor_of_the_page_cites_without_being_a_moderator(synthesis: Any) -> None:
    editor = editor_of_pages()
    assert cite(synthesis, FIRST, contribution(synthesis), by=editor) == 1
    assert client_of_admin(editor).get(pick_url(synthesis)).status_code == 200
    page = client_of_admin(editor).get(reverse("wagtailadmin_pages:edit", args=[synthesis.pk]))
    assert soup(page).select(f'a[href*="/admin/civic/synthesis/{synthesis.pk}/"]')


def test_who_may_not_edit_the_page_may_not_cite(synthesis: Any) -> None:
    with pytest.raises(PermissionDenied):
        cite(synthesis, FIRST, contribution(synthesis), by=user_of("moderator"))


def test_the_picker_of_a_page_that_is_no_synthesis_is_not_found() -> None:
    campaign = CampaignFactory(open=True)
    url = reverse("civic_citations", args=[campaign.pk])
    assert client_of("admin").get(url).status_code == 404


def queries(call: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


@pytest.mark.parametrize("name", ["civic_citations", "civic_cite", "civic_commitments"])
def test_one_contribution_and_thirty_cost_the_same_in_the_admin(name: str, admin: Any) -> None:
    synthesis = synthesis_of()
    client, url = client_of_admin(admin), reverse(name, args=[synthesis.pk])
    now = timezone.now()

    def fill(count: int) -> None:
        for _ in range(count):
            cite(synthesis, FIRST, contribution(synthesis), by=admin)
            standing = actions.Standing("started", timezone.localdate(now - timedelta(days=1)))
            actions.add_step(synthesis, FIRST, standing, by=admin, now=now)

    fill(1)
    client.get(url)
    before = queries(lambda: client.get(url))
    fill(29)
    assert queries(lambda: client.get(url)) == before


def test_reading_a_synthesis_costs_the_same_with_one_citation_and_thirty(admin: Any) -> None:
    synthesis = synthesis_of()
    cite(synthesis, FIRST, contribution(synthesis), by=admin)

    def read() -> None:
        page = type(synthesis).objects.get(pk=synthesis.pk)
        themes(page)
        coverage(page)

    read()
    before = queries(read)
    for statement in (FIRST, SECOND, THIRD):
        cite(synthesis, statement, *[contribution(synthesis) for _ in range(10)], by=admin)
    assert queries(read) == before


def test_the_report_tells_the_coverage_of_every_synthesis_at_one_cost(admin: Any) -> None:
    client, url = client_of_admin(admin), reverse("civic_coverage_report")
    synthesis = synthesis_of()
    rows = [contribution(synthesis) for _ in range(3)]
    cite(synthesis, FIRST, *rows[:2], by=admin)
    client.get(url)
    before = queries(lambda: client.get(url))
    for n in range(5):
        synthesis_of(CampaignFactory(closed=True), slug=f"synthese-{n}")
    assert queries(lambda: client.get(url)) == before
    exported = client.get(f"{url}?export=csv")
    lines = b"".join(exported.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 7
    assert lines[1].endswith("La synthèse,3,3,2,1,66")


def test_the_editor_reads_what_is_cited_nowhere(synthesis: Any, admin: Any) -> None:
    cite(synthesis, FIRST, contribution(synthesis), by=admin)
    contribution(synthesis)
    url = reverse("wagtailadmin_pages:edit", args=[synthesis.pk])
    page = client_of_admin(admin).get(url)
    told = " ".join(texts(page, ".civic-coverage"))
    assert "50 %" in told
    assert "1 contribution is cited nowhere." in told
    assert soup(page).select(f'a[href="{reverse("civic_citations", args=[synthesis.pk])}"]')


def test_the_campaign_leads_to_its_synthesis_once_it_is_published(
    synthesis: Any, client: Client
) -> None:
    campaign = synthesis.campaign
    assert soup(client.get(campaign.url)).select(f'.civic-hero__actions a[href="{synthesis.url}"]')
    draft = synthesis_of(CampaignFactory(closed=True), live=False)
    assert not soup(client.get(draft.campaign.url)).select(".civic-hero__actions a")


def test_saving_a_synthesis_warns_of_what_is_cited_nowhere(synthesis: Any, admin: Any) -> None:
    contribution(synthesis)
    url = reverse("wagtailadmin_pages:edit", args=[synthesis.pk])
    data = nested_form_data(
        {
            "title": "La synthèse",
            "slug": "synthese",
            "introduction": rich_text("<p>Ce que nous avons lu.</p>"),
            "body": streamfield([]),
            "comments": inline_formset([]),
        }
    )
    page = client_of_admin(admin).post(url, data, follow=True)
    told = [li for li in soup(page).select(".messages li") if "cited nowhere" in li.get_text()]
    assert len(told) == 1
    assert told[0].select(f'a[href="{pick_url(synthesis, cited="nowhere")}"]')
