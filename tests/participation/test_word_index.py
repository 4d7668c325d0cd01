"""Searches find what their rule says, by an index or without; the index mends itself."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.participation.searching import fold, searchable
from civic_pages.participation.words import fts
from civic_pages.testing import CampaignFactory, ContributionFactory


pytestmark = pytest.mark.django_db

postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's index")
sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's index")

LETTERS = "aàeésxxœß' ’-_%\"*()9٣Σж中ह\t"
typed = st.lists(
    st.sampled_from([
        *("fontaine", "fontaines", "Fontainebleau", "l’école", "écoles", "d’eau", "eaux", "rue", "RUELLE"),
        *("ceux", "12", "n°12", "à", "OR", "NOT", "AND", "œil", "place-du-marché", "中心", "ЖАР"),
    ]) | st.text(LETTERS, max_size=8),
    max_size=10,
).map(" ".join)  # fmt: skip


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


def is_found(text: str, query: str) -> bool:
    """Tell whether a query finds a text, by the rule in words and nothing else."""
    held = searchable(text).split()
    words = re.findall(r"[^\W_]+", fold(query))
    if not words:
        return not fold(query)
    telling = [word for word in words if len(word) > 1 or word.isdecimal()] or words
    return all(
        any(
            one.startswith(word) or (len(word) > 3 and word[-1] in "sx" and one == word[:-1])
            for one in held
        )
        for word in telling[:8]
    )


def found(client: Any, campaign: Any, query: str) -> set[str]:
    answer = client.get(
        "/api/civic/v1/contributions/", {"campaign": campaign.pk, "q": query, "page_size": 100}
    )
    return {row["reference"] for row in answer.json()["results"]}


@pytest.fixture
def only_this_index(campaign: Any) -> None:
    """Leave PostgreSQL no other way to a few rows, of which it would sooner read all."""
    if connection.vendor != "postgresql":
        return
    table = Contribution._meta.db_table
    with connection.cursor() as cursor:
        for name in ("civic_contribution_once", "civic_contribution_external_id"):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND NOT i.indisunique AND c.relname <> 'civic_words'",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("DROP INDEX IF EXISTS civic_contribution_external_id")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_search_finds_what_its_rule_says_whatever_has_changed(
    client: Any,
    admin_user: Any,
    campaign: Any,
    only_this_index: None,
    monkeypatch: pytest.MonkeyPatch,
    data: st.DataObject,
) -> None:
    texts = data.draw(st.lists(typed, min_size=1, max_size=8))
    # Read one by one, looked up in another index, and left to all texts.
    few, many, common = data.draw(
        st.sampled_from([(5_000, 100_000, 20), (0, 100_000, 20), (0, 2, 20), (0, 100_000, 2)])
    )
    monkeypatch.setattr(fts, "_FEW", few)
    monkeypatch.setattr(fts, "_COMMON", common)
    monkeypatch.setattr(fts, "_MANY", many)
    Contribution.objects.all().delete()
    rows = [
        ContributionFactory(campaign=campaign, title=f"N° {n}", excerpt=text, published=n % 4 != 3)
        for n, text in enumerate(texts)
    ]
    told = {row.reference: f"{row.title} {row.excerpt}" for row in rows}
    for change in (None, *data.draw(st.lists(st.sampled_from(["edit", "status", "merge", "delete"]), max_size=3))):  # fmt: skip
        if rows and change:
            alter(rows, told, change, by=admin_user, data=data)
        query = data.draw(typed | st.sampled_from(texts))[:100]
        public = Contribution.objects.filter(status="published").values_list("reference", flat=True)
        assert found(client, campaign, query) == {
            reference for reference in public if is_found(told[reference], query)
        }


def alter(
    rows: list[Any], told: dict[str, str], change: str, *, by: Any, data: st.DataObject
) -> None:
    now = timezone.now()
    row = rows[data.draw(st.integers(0, len(rows) - 1))]
    row.refresh_from_db()
    if change == "edit":
        told[row.reference] = data.draw(typed)
        row.search_text = searchable(told[row.reference])
        row.save()
    elif change == "delete":
        rows.remove(row)
        row.delete()
    elif change == "merge":
        into = rows[data.draw(st.integers(0, len(rows) - 1))]
        into.refresh_from_db()
        if into.pk != row.pk and {row.status, into.status} <= {"pending", "published"}:
            actions.merge(row, into=into, by=by, now=now)
    elif row.status == "published":
        actions.reject(row, by=by, now=now, reason="Hors sujet")
    elif row.status in {"pending", "rejected"}:
        actions.publish(row, by=by, now=now)


def plans(client: Any, campaign: Any, query: str) -> str:
    """Return how the database finds what a list and a map of a search show."""
    with CaptureQueriesContext(connection) as asked:
        client.get("/api/civic/v1/contributions/", {"campaign": campaign.pk, "q": query})
        client.get("/api/civic/v1/pins/", {"campaign": campaign.pk, "q": query, "zoom": 14})
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    told = []
    with connection.cursor() as cursor:
        for statement in asked.captured_queries:
            if 'search_text" LIKE' in (sql := statement["sql"]) or 'search_text"::text LIKE' in sql:
                cursor.execute(f"{explain} {sql.replace('%', '%%')}", ())
                told.append(" ".join(str(column) for row in cursor.fetchall() for column in row))
    assert len(told) >= 2
    assert all("civic_words" in plan for plan in told), told
    return "\n".join(told)


def test_lists_and_maps_of_a_search_are_read_by_the_index(
    client: Any, campaign: Any, only_this_index: None
) -> None:
    ContributionFactory(campaign=campaign, published=True, pinned=True, title="Une fontaine")
    plans(client, campaign, "fontaines rue")


def migrate() -> str:
    """Do what ``migrate`` does at its end, and return what it says; pytest silences the command."""
    told = StringIO()
    emit_post_migrate_signal(verbosity=1, interactive=False, db="default", stdout=told)
    return told.getvalue()


@sqlite
@pytest.mark.parametrize("lost", ["TRIGGER civic_words_insert", "TRIGGER civic_words_update", "TABLE civic_words"])  # fmt: skip
def test_what_is_lost_of_the_index_is_missed_by_no_search_and_made_anew(
    client: Any, campaign: Any, lost: str
) -> None:
    row = ContributionFactory(campaign=campaign, published=True, reference="A", title="Un banc")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {lost}")
        if lost.startswith("TABLE"):
            for event in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER civic_words_{event}")
    Contribution.objects.filter(pk=row.pk).update(search_text=" une fontaine ")
    ContributionFactory(campaign=campaign, published=True, reference="B", title="La fontaine")
    assert found(client, campaign, "fontaine") == {"A", "B"}
    migrate()
    assert found(client, campaign, "fontaine") == {"A", "B"}
    assert found(client, campaign, "banc") == set()
    plans(client, campaign, "fontaine")


@postgresql
def test_a_database_that_lets_no_index_be_made_is_migrated_and_searched_all_the_same(
    client: Any, campaign: Any, only_this_index: None
) -> None:
    ContributionFactory(campaign=campaign, published=True, reference="A", title="Une fontaine")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE civic_weak")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO civic_weak")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO civic_weak")
        cursor.execute("SET LOCAL ROLE civic_weak")
        told = migrate()
        assert "No index of words" in told
        assert "permission denied" in told
        assert found(client, campaign, "fontaines") == {"A"}
        cursor.execute("RESET ROLE")
        assert not warned()
        # As the database counts them itself once there are as many.
        cursor.execute(
            "UPDATE pg_class SET reltuples = 30000 WHERE relname = 'civic_pages_contribution'"
        )
        assert warned()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert "No index of words" not in migrate()
        assert not warned()
    plans(client, campaign, "fontaines")


def warned() -> bool:
    told = run_checks(tags=[Tags.database], databases=["default"])
    return "civic_pages.W003" in {message.id for message in told}
