"""One table over every address: nothing private leaves by any of them, whoever asks.

A world is made in which every private thing holds a mark that stands nowhere else; then every
address is asked, in every state of the campaign, by a visitor, by an editor of pages and by the
holder of one private link. A route that is missing from the table fails the suite.
"""

import json
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import mercantile
import pytest
import shapely
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from civic_api.v1.staff.urls import urlpatterns as staff_urls
from civic_pages.campaigns.models import CampaignPage
from civic_pages.deliberation import targets
from civic_pages.deliberation.models import Comment, CommentReport
from civic_pages.following.models import Subscription
from civic_pages.participation import links
from civic_pages.participation.models import (
    Contribution,
    Edition,
    Job,
    MailRecord,
    Note,
    OfficialAnswer,
    Origin,
    OutboxMessage,
    Participant,
    Report,
    Status,
    Upload,
)
from civic_pages.projects.models import Project, ProjectListPage
from civic_pages.testing import FORM_ID, CampaignFactory, ContributionFactory, form_block, question
from tests.deliberation.texts import text_beneath
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db
FORM = form_block(
    question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
    question("long_text", "idee", "Votre idée", max_length=2000),
    question("single_choice", "theme", "Thème", choices=["Voirie", "Nature"], is_category=True),
    question("long_text", "secret", "Pour l'équipe", max_length=2000, public=False),
    question("file", "photo", "Photo", public=False),
    question("email", "courriel", "Courriel"),
    question("point", "lieu", "Lieu"),
)
# A layer of the editor's that only a draft holds.
CLAUSE_ID = "3c1f8e0a-1b2c-4d3e-8f4a-5b6c7d8e9f00"
TEXT_PATHS = ("", "discussion/", f"clauses/{CLAUSE_ID[:8]}/", "versions/", "versions/1/")
LAYER_ID = "5d0c8c1e-58a4-4b8a-9d0c-1f6a7b2c3d4e"
# A home's own coordinates: six decimals that no other number here has.
EXACT = (48.891357, 2.201973)
NEVER = ("8913571", "2019731", "891357", "201973")
# What ``World.mark`` makes; neither of its two letters is a digit of what follows them.
MARK = re.compile(r"zq[0-9a-f]{12}")


@dataclass
class World:
    """A campaign with contributions in every status, and the marks that must not leave."""

    campaign: Any
    contributions: dict[str, Contribution] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    job: Any = None
    text: Any = None
    comments: list[int] = field(default_factory=list)
    report: Any = None
    projects: str = ""
    marks: dict[str, str] = field(default_factory=dict)  # mark -> what it stands for

    def mark(self, what: str, reference: str) -> str:
        text = f"zq{uuid.uuid4().hex[:12]}"
        self.marks[text] = f"{what} of {reference}"
        return text

    @property
    def published(self) -> Contribution:
        return self.contributions[Status.PUBLISHED]

    @property
    def pending(self) -> Contribution:
        return self.contributions[Status.PENDING]


def make_world(precision: str, days: tuple[int, int]) -> World:
    campaign = CampaignFactory(
        phase_days=days,
        body=[FORM],
        public_precision=precision,
        suggest_similar=True,
        comments=True,
        supports=True,
    )
    world = World(campaign)
    for status in Status:
        world.contributions[status] = _contribution(world, status)
    world.published.merged_into = None
    world.contributions[Status.MERGED].merged_into = world.published
    world.contributions[Status.MERGED].save()
    _draft_layer(world)
    _text(world)
    _projects(world)
    now = timezone.now()
    draft = OfficialAnswer.objects.create(
        campaign=campaign, text=world.mark("draft answer", "all"), created_at=now
    )
    draft.contributions.set(world.contributions.values())
    world.job = Job(kind="export", campaign_id=campaign.pk, created_at=now, state="done")
    world.job.file.save("e.csv", ContentFile(world.mark("export", "all").encode()))
    return world


def _projects(world: World) -> None:
    """Add a page of projects, a project that grew out of every idea, and one that is not published."""
    page = ProjectListPage(title="Les projets", slug="projets")
    world.campaign.add_child(instance=page)
    world.projects = page.url
    hidden = {
        name: world.mark(f"hidden project's {name}", "all")
        for name in ("title", "summary", "description", "address", "category")
    }
    for number, values in enumerate(({"title": "Un verger"}, {**hidden, "is_public": False})):
        now = timezone.now()
        row = Project.objects.create(
            campaign_id=world.campaign.pk, reference=f"TST-P-{number}", created_at=now,
            updated_at=now, **values,
        )  # fmt: skip
        row.contributions.set(world.contributions.values())
        note = world.mark("hidden project's note", "all") if number else "Étudié"
        row.steps.create(status="study", on=now.date(), note=note)


def _draft_layer(world: World) -> None:
    """Save a draft of the page with a layer on its map; what is published has none."""
    point = {"type": "Point", "coordinates": [2.2, 48.89]}
    properties = {"title": world.mark("draft layer", "the page")}
    feature = {"type": "Feature", "properties": properties, "geometry": point}
    layer = {"title": "Plan", "data": {"type": "FeatureCollection", "features": [feature]}}
    items = [{"type": "item", "id": LAYER_ID, "value": layer}]
    page = CampaignPage.objects.get(pk=world.campaign.pk)
    page.body = [FORM, {"type": "map", "value": {"title": "Carte", "layers": items}}]
    page.save_revision()


def _text(world: World) -> None:
    """Publish a text with a draft of other clauses, and comments that are not public."""
    clause = {"type": "clause", "id": CLAUSE_ID, "value": {"number": "1", "text": "<p>Bancs</p>"}}
    world.text = text_beneath(world.campaign, [clause])
    draft = {"number": world.mark("draft clause", "the text"), "text": "<p>Plus</p>"}
    world.text.clauses = [clause, {"type": "clause", "value": draft}]
    world.text.save_revision()
    for status in set(Status) - {Status.PUBLISHED, Status.MERGED}:
        Comment.objects.create(
            **targets.of_clause(world.text, CLAUSE_ID).keys(), clause=CLAUSE_ID, status=status,
            body=world.mark("comment", status), author_name=world.mark("author", status),
            idempotency_key=f"text {status}", created_at=timezone.now(),
        )  # fmt: skip


def _contribution(world: World, status: str) -> Contribution:
    def mark(what: str) -> str:
        return world.mark(what, status)

    public = status == Status.PUBLISHED
    words = {
        "title": "Des bancs" if public else mark("title"),
        "excerpt": "Partout" if public else mark("text"),
        "category": "Voirie",
    }
    place = EXACT if world.campaign.public_precision != "exact" else (48.892, 2.206)
    made: Contribution = ContributionFactory(
        campaign=world.campaign,
        status=status,
        published_at=timezone.now() if public else None,
        pinned=True,
        at=place,
        answers={
            "titre": words["title"],
            "idee": words["excerpt"],
            "secret": mark("private answer"),
        },
        contact_email=f"{mark('mailbox')}@example.org",
        reason=mark("reason"),
        batch=mark("batch"),
        external_id=mark("external id"),
        flags=[mark("flag")],
        **words,
    )
    made.exact_location.address = mark("address")
    made.exact_location.label = mark("geocoded address")
    made.exact_location.unit = mark("flat")
    made.exact_location.street = mark("street")
    made.exact_location.outside_reason = mark("why it was taken outside")
    made.exact_location.save()
    _dossier(world, made, mark)
    return made


def _dossier(world: World, made: Contribution, mark: Callable[[str], str]) -> None:
    now = timezone.now()
    Origin.objects.create(
        contribution=made, network=mark("network"), mail_domain=mark("mail domain")
    )
    Edition.objects.create(
        contribution=made, cause="redaction", data={"title": mark("redacted text")}, made_at=now
    )
    Note.objects.create(contribution=made, text=mark("note"), created_at=now)
    MailRecord.objects.create(
        contribution=made, event="receipt", address=f"{mark('mail record')}@example.org",
        state="failed", error=mark("mail error"), at=now,
    )  # fmt: skip
    OutboxMessage.objects.create(
        key=f"receipt:{made.pk}", campaign_id=made.campaign_id, contribution=made, event="receipt",
        recipient=f"{mark('mail on its way')}@example.org", subject=mark("subject of a mail"),
        body=mark("text of a mail"), created_at=now, due_at=now,
    )  # fmt: skip
    Subscription.objects.create(
        campaign_id=made.campaign_id, target=f"contribution:{made.reference}", contribution=made,
        email=f"{mark('follower')}@example.org", created_at=now, confirmed_at=now,
    )  # fmt: skip
    world.report = Report.objects.create(
        contribution=made, ground="spam", text=mark("report"),
        email=f"{mark('reporter')}@example.org", created_at=now,
    )  # fmt: skip
    upload = Upload(
        campaign_id=made.campaign_id, contribution=made, field_key="photo",
        name=f"{mark('file name')}.txt", content_type="text/plain", extension=".txt",
        size=4, digest="0" * 64, created_at=now,
    )  # fmt: skip
    upload.file.save("a.txt", ContentFile(mark("file content").encode()))
    world.uploads[made.status] = upload
    _comments(world, made, mark)
    made.answers["photo"] = [{"id": str(upload.uuid), "name": upload.name, "size": 4, "type": "text/plain"}]  # fmt: skip
    made.save(update_fields=["answers"])


def _comments(world: World, made: Contribution, mark: Callable[[str], str]) -> None:
    """Comment a contribution in every status, and report what is said."""
    now = timezone.now()
    who = Participant.objects.create(
        campaign_id=made.campaign_id, key=mark("participant key"), name=mark("participant name"),
        email=f"{mark('participant')}@example.org", created_at=now,
    )  # fmt: skip
    for status in Status:
        public = made.status == status == Status.PUBLISHED
        comment = Comment.objects.create(
            campaign_id=made.campaign_id, contribution=made, target=f"contribution:{made.pk}",
            participant=who, body="Bonne idée." if public else mark(f"{status} comment"),
            author_name="Awa" if public else mark(f"author of {status} comment"),
            status=status, reason=mark("reason of a comment"), flags=[mark("flag of a comment")],
            idempotency_key=mark("key of a comment"), created_at=now, published_at=now,
        )  # fmt: skip
        CommentReport.objects.create(
            comment=comment, ground="spam", text=mark("report of a comment"),
            email=f"{mark('reporter of a comment')}@example.org", created_at=now,
        )  # fmt: skip
        world.comments.append(comment.pk)


Request = tuple[str, str, dict[str, Any] | None]


def get(*paths: str) -> list[Request]:
    return [("get", path, None) for path in paths]


def posts(*paths: str, **data: Any) -> list[Request]:
    return [("get", path, None) for path in paths] + [("post", path, data) for path in paths]


def api(world: World, name: str = "") -> str:
    return f"/api/civic/v1/campaigns/{world.campaign.pk}/{name}"


def every(world: World, path: str) -> list[Request]:
    """Ask a path once for each contribution, by its reference."""
    return get(*(path.format(c.reference) for c in world.contributions.values()))


def every_project(world: World, path: str) -> list[Request]:
    """Ask a path once for each project, those that are not published too."""
    rows = Project.objects.of(world.campaign)
    return get(*(api(world, path.format(row.reference)) for row in rows))


PROJECTS_PAGE: dict[str, Callable[[World], list[Request]]] = {
    "": lambda w: get(w.projects, f"{w.projects}?q=equipe", f"{w.projects}?status=study"),
    "carte/": lambda w: get(f"{w.projects}carte/"),
    "chronologie/": lambda w: get(f"{w.projects}chronologie/"),
    "<str:reference>/": lambda w: get(
        *(f"{w.projects}{row.reference}/" for row in Project.objects.of(w.campaign))
    ),
}

FILTERS = (
    "", "&q=bancs", "&q=equipe", "&kind=individual", "&category=Voirie", "&sector=est",
    "&bbox=2.19,48.88,2.21,48.90", "&ordering=published", "&status=published",
    "&bbox=2.2019,48.8913,2.2020,48.8914",
)  # fmt: skip


def contribute(world: World) -> list[Request]:
    """Post to the campaign what is half right, so that it comes back with everything typed."""
    typed = {"civic_form": FORM_ID, "civic_key": "k" * 20, "titre": "", "idee": "Essai"}
    return [("post", world.campaign.url, typed), *get(world.campaign.url)]


def listing(world: World) -> list[Request]:
    url = world.campaign.contributions_url
    return get(*(f"{url}?a=1{query}" for query in FILTERS))


def files(world: World) -> list[Request]:
    url = world.campaign.contributions_url
    return get(
        *(
            f"{url}{contribution.reference}/files/{upload.uuid}/"
            for contribution in world.contributions.values()
            for upload in world.uploads.values()
        )
    )


def guessed(route: str) -> Callable[[World], list[Request]]:
    """Ask a route of tokens with what is no token: a reference, a number, a token of elsewhere."""

    def requests(world: World) -> list[Request]:
        own = links.follow_token(world.pending)
        names = (world.pending.reference, str(world.pending.uuid), f"{own[:-3]}abc", "x")
        return posts(*(f"{world.campaign.url}{route.format(name)}" for name in names))

    return requests


PAGE: dict[str, Callable[[World], list[Request]]] = {
    "": contribute,
    "contributions/": listing,
    "contributions/<str:reference>/": lambda w: [
        *every(w, w.campaign.contributions_url + "{}/"),
        *every(w, w.campaign.contributions_url + "{}/?ordre=recents"),
        *get(
            *(
                f"{w.campaign.contributions_url}{w.published.reference}/?fil={pk}"
                for pk in w.comments
            )
        ),
    ],
    "contributions/<str:reference>/files/<uuid:identifier>/": files,
    "contributions/<str:reference>/signaler/": lambda w: every(
        w, w.campaign.contributions_url + "{}/signaler/"
    ),
    "<slug:name>/<int:pk>/signaler/": lambda w: posts(
        *(f"{w.campaign.url}commentaires/{pk}/signaler/" for pk in w.comments)
    ),
    "suivi/": lambda w: posts(
        f"{w.campaign.url}suivi/", courriel="", email="habitante@example.org", civic_key="k" * 20
    ),
    "suivi/<str:token>/": guessed("suivi/{}/"),
    "suivi/<str:token>/corriger/": guessed("suivi/{}/corriger/"),
    "suivi/<str:token>/retirer/": guessed("suivi/{}/retirer/"),
    "suivi/<str:token>/renvoyer/": guessed("suivi/{}/renvoyer/"),
    "suivi/<str:token>/foyer/": guessed("suivi/{}/foyer/"),
    "confirmer/<str:token>/": guessed("confirmer/{}/"),
    "participation/<str:token>/": guessed("participation/{}/"),
    "carte/imprimer/": lambda w: get(
        *(
            f"{w.campaign.url}carte/imprimer/?paper={name}"
            for name in ("a4-portrait", "a3-landscape")
        )
    ),
    "partager/image/": lambda w: get(f"{w.campaign.url}partager/image/"),
    "imprimer/<str:form_id>/": lambda w: get(f"{w.campaign.url}imprimer/{FORM_ID}/"),
    "imprimer/<str:form_id>/qr/": lambda w: get(f"{w.campaign.url}imprimer/{FORM_ID}/qr/"),
}

V1 = "api/civic/v1/"
EXPANDED = "answers,answers_of_city,campaign_summary,comments_count,supports_count"
OGC = "api/civic/ogc/"
SERVICE = f"{OGC}campaigns/<int:pk>/"
EMBEDDED = ("", *(f"embed/{part}/" for part in ("campaign", "form", FORM_ID)))
COLLECTIONS = ("contributions", "areas", "sectors", "points-of-interest", "perimeter")


def tokened(path: str, *methods: str) -> Callable[[World], list[Request]]:
    """Ask a route of private tokens with what is none, or is one of elsewhere."""

    def requests(world: World) -> list[Request]:
        own = links.follow_token(world.pending)
        guesses = (world.pending.reference, str(world.pending.uuid), f"{own[:-3]}abc", "x")
        asked = path.format(world.comments[0])
        return [
            ("token", f"/{V1}{asked}", {"method": method, "token": guess})
            for method in methods
            for guess in guesses
        ]

    return requests


def ogc(world: World, *names: str) -> list[Request]:
    """Ask resources of a campaign's service, as JSON and as a web page."""
    root = f"/{OGC}campaigns/{world.campaign.pk}/"
    both = [f"{root}{name}{'&' if '?' in name else '?'}f=" for name in names]
    return get(*(f"{path}{form}" for path in both for form in ("json", "html")))


def tiles(world: World) -> list[Request]:
    """Ask the tiles that hold the exact place, near and far, under each filter."""
    numbers = [mercantile.tile(EXACT[1], EXACT[0], zoom) for zoom in (0, 12, 18)]
    queries = [query for query in FILTERS if "bbox" not in query and "ordering" not in query]
    paths = [api(world, f"tiles/{tile.z}/{tile.x}/{tile.y}.mvt") for tile in numbers]
    return get(*(f"{path}?{query[1:]}" for path in paths for query in queries))


def staff_requests(world: World, route: str) -> list[Request]:
    """Ask a route of the city's programs about something that waits, without a key."""
    values = {
        "<str:reference>": world.pending.reference,
        "<int:pk>": str(world.comments[0]),
        "<uuid:identifier>": str(world.job.uuid),
    }
    for name, value in values.items():
        route = route.replace(name, value)
    return [*get(f"/{V1}staff/{route}"), ("json", f"/{V1}staff/{route}", {})]


SITE: dict[str, Callable[[World], list[Request]]] = {
    "suivi-par-courriel/<int:pk>/": lambda w: posts(
        f"/suivi-par-courriel/{w.campaign.pk}/",
        *(
            f"/suivi-par-courriel/{w.campaign.pk}/?quoi=contribution:{c.reference}"
            for c in w.contributions.values()
        ),
        email="essai@example.org",
        pace="daily",
    ),
    "suivi-par-courriel/<int:pk>/merci/": lambda w: get(
        f"/suivi-par-courriel/{w.campaign.pk}/merci/"
    ),
    "suivi-par-courriel/<int:pk>/actualites.atom": lambda w: get(
        f"/suivi-par-courriel/{w.campaign.pk}/actualites.atom"
    ),
    "suivi-par-courriel/<int:pk>/contributions.atom": lambda w: get(
        f"/suivi-par-courriel/{w.campaign.pk}/contributions.atom"
    ),
    **{
        f"suivi-par-courriel/{name}/<str:token>/": lambda w, name=name: posts(
            f"/suivi-par-courriel/{name}/x/", f"/suivi-par-courriel/{name}/{w.pending.uuid}/"
        )
        for name in ("confirmer", "gerer", "arreter")
    },
    "oembed/": lambda w: get(
        *(f"/oembed/?url=http://testserver{w.campaign.url}{path}" for path in EMBEDDED)
    ),
    "civic-embed.js": lambda w: get("/civic-embed.js"),
    "embed/": lambda w: get("/embed/"),
    "embed/<slug:slug>/": lambda w: get("/embed/campaign/"),
    "<path:campaign>/embed/": lambda w: get(
        f"{w.campaign.url}embed/", f"{w.campaign.url}embed/?part=form&where=https://a.example"
    ),
    "<path:campaign>/embed/<slug:slug>/": lambda w: [
        *get(*(f"{w.campaign.url}{path}" for path in EMBEDDED if path)),
        *get(f"{w.campaign.url}embed/{LAYER_ID}/", f"{w.campaign.url}embed/form/?merci=x"),
        (
            "post",
            f"{w.campaign.url}embed/form/",
            {"civic_form": FORM_ID, "civic_key": "k" * 20, "titre": "", "idee": "Essai"},
        ),
    ],
    "tuiles/<int:z>/<int:x>/<int:y>": lambda w: get("/tuiles/0/0/0", "/tuiles/14/8291/5632"),
    "healthz": lambda w: get("/healthz"),
    "readyz": lambda w: get("/readyz"),
    f"{V1}campaigns/": lambda w: get(f"/{V1}campaigns/"),
    f"{V1}campaigns/<int:pk>/": lambda w: get(api(w)),
    f"{V1}campaigns/<int:pk>/timeline/": lambda w: get(api(w, "timeline/")),
    f"{V1}campaigns/<int:pk>/timeline.timelinejs.json": lambda w: get(
        api(w, "timeline.timelinejs.json")
    ),
    f"{V1}campaigns/<int:pk>/timeline.ics": lambda w: get(api(w, "timeline.ics")),
    f"{V1}campaigns/<int:pk>/forms/<str:form_id>/": lambda w: get(api(w, f"forms/{FORM_ID}/")),
    f"{V1}campaigns/<int:pk>/sectors/": lambda w: get(api(w, "sectors/")),
    f"{V1}campaigns/<int:pk>/layers/<str:block_id>.geojson": lambda w: get(
        api(w, f"layers/{LAYER_ID}.geojson"), api(w, f"layers/{FORM_ID}.geojson")
    ),
    f"{V1}campaigns/<int:pk>/synthesis/": lambda w: get(api(w, "synthesis/")),
    f"{V1}campaigns/<int:pk>/challenge/": lambda w: get(api(w, "challenge/")),
    f"{V1}campaigns/<int:pk>/places/": lambda w: get(
        api(w, "places/?q=rue+de+la+paix"), api(w, "places/?lat=48.892&lon=2.206")
    ),
    f"{V1}campaigns/<int:pk>/uploads/": lambda w: posts(api(w, "uploads/"), field="photo"),
    f"{V1}campaigns/<int:pk>/export.csv": lambda w: get(
        *(api(w, f"export.csv?{q[1:]}") for q in FILTERS)
    ),
    f"{V1}campaigns/<int:pk>/export.xlsx": lambda w: get(api(w, "export.xlsx")),
    f"{V1}campaigns/<int:pk>/export.geojson": lambda w: get(
        *(api(w, f"export.geojson?{q[1:]}") for q in FILTERS)
    ),
    f"{V1}campaigns/<int:pk>/export.gpkg": lambda w: get(
        *(api(w, f"export.gpkg?{q[1:]}") for q in FILTERS)
    ),
    f"{V1}campaigns/<int:pk>/datapackage.json": lambda w: get(api(w, "datapackage.json")),
    f"{V1}contributions/": lambda w: [
        *get(*(f"/{V1}contributions/?campaign={w.campaign.pk}{query}" for query in FILTERS)),
        *get(*(f"/{V1}contributions/?page_size=100{query}" for query in FILTERS)),
        *get(*(f"/{V1}contributions/?expand={EXPANDED}{query}" for query in ("", "&cursor="))),
        (
            "json",
            f"/{V1}contributions/",
            {"campaign": w.campaign.pk, "form": FORM_ID, "answers": {}},
        ),
    ],
    f"{V1}contributions/<str:reference>/comments/": lambda w: every(
        w, f"/{V1}contributions/{{}}/comments/"
    ),
    f"{V1}contributions/<str:reference>/support/": lambda w: [
        ("json", f"/{V1}contributions/{c.reference}/support/", {}) for c in w.contributions.values()
    ],
    f"{V1}campaigns/<int:pk>/texts/": lambda w: get(api(w, "texts/")),
    f"{V1}texts/<int:pk>/": lambda w: get(
        f"/{V1}texts/{w.text.pk}/", *(f"{w.text.url}{path}" for path in TEXT_PATHS)
    ),
    f"{V1}texts/<int:pk>/comments/": lambda w: get(f"/{V1}texts/{w.text.pk}/comments/"),
    f"{V1}texts/<int:pk>/clauses/<str:clause>/comments/": lambda w: get(
        f"/{V1}texts/{w.text.pk}/clauses/{CLAUSE_ID}/comments/"
    ),
    f"{V1}texts/<int:pk>/positions/": lambda w: [
        ("json", f"/{V1}texts/{w.text.pk}/positions/", said)
        for said in ({"stance": "for"}, {"withdrawn": True})
    ],
    f"{V1}contributions/<str:reference>/": lambda w: every(w, f"/{V1}contributions/{{}}/"),
    f"{V1}similar/": lambda w: get(
        *(f"/{V1}similar/?campaign={w.campaign.pk}&text={mark}" for mark in ["bancs", *w.marks])
    ),
    f"{V1}campaigns/<int:pk>/projects/": lambda w: get(
        api(w, "projects/"), api(w, "projects/?q=equipe&sort=cost")
    ),
    f"{V1}campaigns/<int:pk>/projects/<str:reference>/": lambda w: every_project(w, "projects/{}/"),
    f"{V1}campaigns/<int:pk>/projects.geojson": lambda w: get(api(w, "projects.geojson")),
    f"{V1}campaigns/<int:pk>/projects.csv": lambda w: get(api(w, "projects.csv")),
    f"{V1}pins/": lambda w: get(
        *(
            f"/{V1}pins/?campaign={w.campaign.pk}&zoom={zoom}{q}"
            for zoom in (10, 18)
            for q in FILTERS
        )
    ),
    f"{V1}campaigns/<int:pk>/tiles.json": lambda w: get(api(w, "tiles.json?q=bancs")),
    f"{V1}campaigns/<int:pk>/tiles/<int:z>/<int:x>/<int:y>.mvt": tiles,
    OGC: lambda w: get(f"/{OGC}", f"/{OGC}?f=html"),
    "api/civic/": lambda w: get("/api/civic/"),
    "api/civic/<path:rest>": lambda w: get("/api/civic/nothing"),
    f"{OGC}<path:rest>": lambda w: get(f"/{OGC}nothing"),
    f"{OGC}campaigns/<int:pk>": lambda w: get(f"/{OGC}campaigns/{w.campaign.pk}"),
    SERVICE: lambda w: ogc(w, ""),
    f"{SERVICE}conformance": lambda w: ogc(w, "conformance"),
    f"{SERVICE}api": lambda w: ogc(w, "api"),
    f"{SERVICE}collections": lambda w: ogc(w, "collections"),
    f"{SERVICE}collections/<str:key>": lambda w: ogc(
        w, *(f"collections/{key}" for key in COLLECTIONS)
    ),
    f"{SERVICE}collections/<str:key>/items": lambda w: ogc(
        w,
        *(f"collections/{key}/items?limit=1000" for key in COLLECTIONS),
        *(f"collections/contributions/items?limit=1000{query}" for query in FILTERS),
        *(f"collections/areas/items?limit=1000{query}" for query in FILTERS),
        "collections/contributions/items?datetime=2000-01-01/..",
        "collections/contributions/items?before=1~x",
    ),
    f"{SERVICE}collections/<str:key>/items/<str:feature>": lambda w: ogc(
        w,
        *(
            f"collections/{key}/items/{contribution.reference}"
            for key in ("contributions", "areas")
            for contribution in w.contributions.values()
        ),
    ),
    f"{V1}campaigns/<int:pk>/votes/": lambda w: get(api(w, "votes/")),
    f"{V1}votes/<int:pk>/": lambda w: get(f"/{V1}votes/{w.campaign.pk}/"),
    f"{V1}votes/<int:pk>/ballots/": lambda w: posts(f"/{V1}votes/{w.campaign.pk}/ballots/"),
    f"{V1}votes/<int:pk>/receipts/<str:code>/": lambda w: get(
        f"/{V1}votes/{w.campaign.pk}/receipts/KDRW-PTZA-MQHB-XNCE/"
    ),
    f"{V1}comments/<int:pk>/support/": lambda w: [
        ("json", f"/{V1}comments/{pk}/support/", {}) for pk in w.comments
    ],
    f"{V1}comments/<int:pk>/reports/": lambda w: [
        ("json", f"/{V1}comments/{pk}/reports/", {"ground": "x"}) for pk in w.comments
    ],
    f"{V1}contributions/<str:reference>/reports/": lambda w: [
        ("json", f"/{V1}contributions/{c.reference}/reports/", {"ground": "x"})
        for c in w.contributions.values()
    ],
    f"{V1}link-requests/": lambda w: [
        (
            "json",
            f"/{V1}link-requests/",
            {"campaign": w.campaign.pk, "email": "habitante@example.org"},
        )
    ],
    f"{V1}subscriptions/": lambda w: [
        (
            "json",
            f"/{V1}subscriptions/",
            {
                "campaign": w.campaign.pk,
                "contribution": c.reference,
                "email": "essai@example.org",
                "pace": "daily",
            },
        )
        for c in w.contributions.values()
    ],
    f"{V1}confirmations/": tokened("confirmations/", "GET", "POST"),
    f"{V1}own/contribution/": tokened("own/contribution/", "GET", "PUT", "DELETE"),
    f"{V1}own/contribution/household/": tokened("own/contribution/household/", "PUT"),
    f"{V1}own/contribution/confirmation-mails/": tokened(
        "own/contribution/confirmation-mails/", "POST"
    ),
    f"{V1}own/participation/": tokened("own/participation/", "GET"),
    f"{V1}own/comments/<int:pk>/": tokened("own/comments/{}/", "DELETE"),
    f"{V1}own/subscriptions/": tokened("own/subscriptions/", "GET", "DELETE"),
    f"{V1}own/subscriptions/<uuid:uuid>/": tokened(
        f"own/subscriptions/{FORM_ID}/", "PATCH", "DELETE"
    ),
    f"{V1}own/subscription/": tokened("own/subscription/", "DELETE"),
    # Without a key nothing of these is told; who gets what with one is in tests/api/matrix.py.
    **{
        f"{V1}staff/{url.pattern}": lambda w, route=str(url.pattern): staff_requests(w, route)
        for url in staff_urls
    },
    f"{V1}schema/": lambda w: get(f"/{V1}schema/"),
    f"{V1}schema/blocks/": lambda w: get(f"/{V1}schema/blocks/"),
    f"{V1}docs/": lambda w: get(f"/{V1}docs/"),
    f"{V1}<path:rest>": lambda w: get(f"/{V1}nothing/"),
    "api/v2/^pages/": lambda w: get("/api/v2/pages/?fields=*&type=civic_pages.CampaignPage"),
    "api/v2/^pages/<int:pk>/": lambda w: get(f"/api/v2/pages/{w.campaign.pk}/?fields=*"),
    "api/v2/^pages/find/": lambda w: get(f"/api/v2/pages/find/?html_path={w.campaign.url}"),
    **{
        f"api/v2/^{kind}/{rest}": lambda w, kind=kind, rest=rest: get(  # type: ignore[misc]
            f"/api/v2/{kind}/{rest.replace('<int:pk>', '1')}"
        )
        for kind in ("images", "documents")
        for rest in ("", "<int:pk>/", "find/")
    },
    r"documents/^(\d+)/(.*)$": lambda w: get("/documents/1/a.txt"),
}
# Wagtail's own, which know nothing of citizens, and the pages themselves, which PAGE lists.
ELSEWHERE = (
    "documents/authenticate_with_password/", "_util/", r"^((?:[\w\-]+/)*)$", "compte/", "static/",
)  # fmt: skip


def routes(prefix: str = "", resolver: Any = None) -> Iterator[str]:
    """Yield every address of the site as Django writes it."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = f"{prefix}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from routes(whole, pattern)
        else:
            yield whole


def desk_routes() -> list[str]:
    return [route for route in routes() if route.startswith("admin/") and "civic" in route]


def test_every_address_of_the_site_is_in_the_table() -> None:
    public = {r for r in routes() if not r.startswith(("admin/", *ELSEWHERE))}
    assert public - set(SITE) == set()


def test_every_address_of_a_campaign_is_in_the_table() -> None:
    assert {str(url.pattern) for url in CampaignPage.get_subpage_urls()} - set(PAGE) == set()


def test_every_address_of_a_page_of_projects_is_in_the_table() -> None:
    assert {str(url.pattern) for url in ProjectListPage.get_subpage_urls()} == set(PROJECTS_PAGE)


def desk(world: World) -> list[Request]:
    """Ask every page of our desk, about a contribution that waits."""
    answer = OfficialAnswer.objects.first()
    values = {
        "<int:pk>": str(world.pending.pk),
        "<int:campaign_id>": str(world.campaign.pk),
        "<str:form_id>": FORM_ID,
        "<uuid:uuid>": str(world.job.uuid),
        "<uuid:identifier>": str(world.uploads[Status.PENDING].uuid),
        "<str:token>": "x",
    }
    found = []
    for route in desk_routes():
        path = route
        if "answers" in route and answer is not None:
            path = path.replace("<int:pk>", str(answer.pk))
        if "versions" in route:
            path = path.replace("<int:pk>", str(world.campaign.pk))
        for name, value in values.items():
            path = path.replace(name, value)
        found.append(f"/{path}")
    return posts(*found)


def body(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type", "").startswith("application/vnd.openxml"):
        content = _unzipped(content)
    if response.get("Content-Type", "").startswith("application/geopackage"):
        content = _unpacked(content)
    return str(content.decode("utf-8", "replace")) + str(dict(response.items()))


def _unzipped(content: bytes) -> bytes:
    import io
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(content))
    return b"\n".join(archive.read(name) for name in archive.namelist())


def _unpacked(content: bytes) -> bytes:
    """Return all rows of a GeoPackage as text, its geometries too: they are binary in the file."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        names = [name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")]
        rows = [row for name in names for row in database.execute(f'SELECT * FROM "{name}"')]  # noqa: S608
    # The header of a point has 8 bytes, of all else 40.
    shapes = [
        str(shapely.from_wkb(cell[40 if cell[3] >> 1 & 7 else 8 :]))
        for row in rows
        for cell in row
        if isinstance(cell, bytes)
    ]
    return content + str(rows).encode() + str(shapes).encode()


def ask(client: Client, request: Request) -> str:
    method, path, data = request
    if method == "json":
        headers = {"Idempotency-Key": "k" * 24}
        text = json.dumps(data)
        return body(client.post(path, text, content_type="application/json", headers=headers))
    if method == "token" and data is not None:
        headers = {"X-Civic-Token": data["token"]}
        kind = "application/json"
        return body(client.generic(data["method"], path, "{}", content_type=kind, headers=headers))
    return body(getattr(client, method)(path, data))


def leaks(client: Client, world: World, requests: list[Request]) -> list[str]:
    """Return what left by which address; empty is the only right answer."""
    found = []
    hidden = NEVER if world.campaign.public_precision != "exact" else ()
    for request in requests:
        told = ask(client, request)
        # Some six hundred marks: looking for each by itself costs 20 ms per 100 kB, all at once 0.1 ms.
        known = world.marks.keys() & set(MARK.findall(told))
        found += [f"{world.marks[mark]} at {request[1]}" for mark in sorted(known)]
        found += [f"exact place at {request[1]}" for digits in hidden if digits in told]
    return found


STATES = [("exact", (-5, 5)), ("exact", (-20, -10)), ("sector", (-5, 5)), ("areas", (-5, 5))]


@pytest.mark.parametrize(
    ("role", "precision", "days"),
    [*(("anonymous", *state) for state in STATES), *(("editor", *state) for state in STATES[::3])],
)
def test_nothing_private_leaves_by_any_address(
    role: str, precision: str, days: tuple[int, int]
) -> None:
    world = make_world(precision, days)
    client = client_of(role)
    for table in (PAGE, PROJECTS_PAGE, SITE):
        for requests in table.values():
            assert leaks(client, world, requests(world)) == []


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_nothing_private_is_at_the_desk_for_who_may_not_enter(role: str) -> None:
    world = make_world("exact", (-5, 5))
    if role == "editor":
        # They keep the projects, those that are not published yet too.
        world.marks = {m: what for m, what in world.marks.items() if "hidden project" not in what}
    assert leaks(client_of(role), world, desk(world)) == []


@pytest.mark.parametrize("precision", ["exact", "areas"])
def test_a_private_link_leads_to_nothing_of_others(precision: str) -> None:
    world = make_world(precision, (-5, 5))
    own = world.pending
    others = {m: w for m, w in world.marks.items() if not w.endswith(f" of {own.status}")}
    # Of its own contribution the team's notes, flags, traces and drafts stay with the team.
    team = ("note", "flag", "network", "mail domain", "report", "reporter", "batch", "mail error")
    theirs = {m: w for m, w in world.marks.items() if w.split(" of ")[0] in team}
    world.marks = {**others, **theirs}
    token = links.follow_token(own)
    pages = ["", "corriger/", "retirer/", "foyer/"]
    urls = [f"{world.campaign.url}suivi/{token}/{name}" for name in pages]
    world.campaign.public_precision = "exact"  # Its holder sees the place they gave.
    read: Request = ("token", f"/{V1}own/contribution/", {"method": "GET", "token": token})
    assert leaks(Client(), world, [*get(*urls), read]) == []
