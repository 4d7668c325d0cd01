"""Who gets what of every route: one line a route and method. A new route needs a line of its own.

To add one: ``line("GET", "v1/things/<int:pk>/", PUBLIC, 200, "campaign")``. The last words name, in
order, what stands for the route's parameters (a word of ``World.named``, or the text itself).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


ROLES = (
    "anonymous",  # no key, no cookie
    "citizen",  # logged in, with their own account
    "session",  # a superuser's cookie and no key: worth nothing here
    "invalid",
    "expired",
    "revoked",
    "deactivated",  # the key of somebody who left
    "scopeless",  # a superuser's key without a scope
    "editor", "moderator", "analyst", "officer", "admin",  # keys with every scope
    "elsewhere",  # a superuser's key limited to another campaign
    "local",  # of somebody whose group may do everything on the campaign's page, and only there
    "neighbour",  # of somebody who may do so on the other campaign's
)  # fmt: skip
OK = 0  # the line's own status
WRONG_KEYS = ("invalid", "expired", "revoked", "deactivated")


def verdict(**exceptions: int) -> dict[str, int]:
    """Return a status by role: 401 without a key, 403 with one, but for the exceptions."""
    nobody = ("anonymous", "citizen", "session", *WRONG_KEYS)
    usual = {role: 401 if role in nobody else 403 for role in ROLES}
    return {**usual, **exceptions}


PUBLIC = {role: 401 if role in WRONG_KEYS else OK for role in ROLES}
# Documents and the 404 of no route: they look at nothing of the request.
DOCUMENT = dict.fromkeys(ROLES, OK)
ANY_KEY = verdict(**dict.fromkeys(ROLES[ROLES.index("scopeless") :], OK))
FROM_ELSEWHERE = ("elsewhere", "neighbour")


def of_others(verdicts: dict[str, int], status: int) -> dict[str, int]:
    """Return verdicts with what those get who reach another campaign only."""
    return {**verdicts, **dict.fromkeys(FROM_ELSEWHERE, status)}


MODERATORS = of_others(verdict(moderator=OK, admin=OK, local=OK), 404)
MODERATORS_LIST = of_others(MODERATORS, OK)  # of nothing
EXPORTERS = {**MODERATORS, "analyst": OK, "officer": OK}
EXPORTERS_LIST = of_others(EXPORTERS, OK)

Sent = Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """One route and method; ``status`` is what those get who may, with what is sent here."""

    method: str
    route: str
    verdicts: dict[str, int]
    status: int
    named: tuple[str, ...] = ()
    sent: Sent | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


TABLE: list[Line] = []


def line(method: str, route: str, verdicts: Any, status: int, *named: str, **more: Any) -> None:
    TABLE.append(Line(method, route, verdicts, status, named, **more))


C = "v1/campaigns/<int:pk>/"
line("GET", "v1/campaigns/", PUBLIC, 200)
line("GET", C, PUBLIC, 200, "campaign")
line("GET", f"{C}timeline/", PUBLIC, 200, "campaign")
line("GET", f"{C}timeline.timelinejs.json", PUBLIC, 200, "campaign")
line("GET", f"{C}timeline.ics", PUBLIC, 200, "campaign")
line("GET", f"{C}forms/<str:form_id>/", PUBLIC, 200, "campaign", "form")
line("GET", f"{C}sectors/", PUBLIC, 200, "campaign")
line("GET", f"{C}layers/<str:block_id>.geojson", PUBLIC, 404, "campaign", "form")
line("GET", f"{C}synthesis/", PUBLIC, 200, "campaign")
line("GET", f"{C}challenge/", PUBLIC, 200, "campaign")
line("GET", f"{C}places/", PUBLIC, 400, "campaign")
line("POST", f"{C}uploads/", PUBLIC, 415, "campaign")
line("GET", f"{C}export.csv", PUBLIC, 200, "campaign")
line("GET", f"{C}export.xlsx", PUBLIC, 200, "campaign")
line("GET", f"{C}datapackage.json", PUBLIC, 200, "campaign")
line("GET", f"{C}export.geojson", PUBLIC, 200, "campaign")
line("GET", f"{C}export.gpkg", PUBLIC, 200, "campaign")
line("GET", "v1/contributions/", PUBLIC, 200)
line("POST", "v1/contributions/", PUBLIC, 400)  # without an Idempotency-Key
line("GET", "v1/contributions/<str:reference>/", PUBLIC, 200, "published")
line("GET", "v1/contributions/<str:reference>/comments/", PUBLIC, 200, "published")
line("POST", "v1/contributions/<str:reference>/comments/", PUBLIC, 400, "published")
line("POST", "v1/contributions/<str:reference>/support/", PUBLIC, 400, "published")
line("GET", f"{C}texts/", PUBLIC, 200, "campaign")
line("GET", "v1/texts/<int:pk>/", PUBLIC, 404, "nothing")
line("GET", "v1/texts/<int:pk>/comments/", PUBLIC, 404, "nothing")
line("POST", "v1/texts/<int:pk>/comments/", PUBLIC, 400, "nothing")
line("GET", "v1/texts/<int:pk>/clauses/<str:clause>/comments/", PUBLIC, 404, "nothing", "form")
line("POST", "v1/texts/<int:pk>/clauses/<str:clause>/comments/", PUBLIC, 400, "nothing", "form")
line("POST", "v1/texts/<int:pk>/positions/", PUBLIC, 400, "nothing")
line("GET", f"{C}tiles.json", PUBLIC, 200, "campaign")
line("GET", f"{C}tiles/<int:z>/<int:x>/<int:y>.mvt", PUBLIC, 204, "campaign", "0", "0", "0")
line("GET", "v1/similar/", PUBLIC, 400)
line("GET", f"{C}votes/", PUBLIC, 200, "campaign")
line("GET", "v1/votes/<int:pk>/", PUBLIC, 404, "nothing")
line("POST", "v1/votes/<int:pk>/ballots/", PUBLIC, 400, "nothing")
line("GET", "v1/votes/<int:pk>/receipts/<str:code>/", PUBLIC, 404, "nothing", "KDRW-PTZA")
line("GET", "v1/pins/", PUBLIC, 200)
line("GET", f"{C}projects/", PUBLIC, 200, "campaign")
line("GET", f"{C}projects.geojson", PUBLIC, 200, "campaign")
line("GET", f"{C}projects.csv", PUBLIC, 200, "campaign")
line("GET", f"{C}projects/<str:reference>/", PUBLIC, 404, "campaign", "published")
line("GET", "v1/schema/", DOCUMENT, 200)
line("GET", "v1/docs/", DOCUMENT, 200)
line("GET", "v1/<path:rest>", DOCUMENT, 404, "nothing/here")

line("GET", "", DOCUMENT, 404)
line("GET", "<path:rest>", DOCUMENT, 404, "nothing/here")
line("GET", "v1/schema/blocks/", PUBLIC, 200)

# A citizen's own things go by the private token alone, which nobody sends here.
OWN = "v1/own/contribution/"
line("GET", OWN, PUBLIC, 401)
line("PUT", OWN, PUBLIC, 401)
line("DELETE", OWN, PUBLIC, 401)
line("PUT", f"{OWN}household/", PUBLIC, 401)
line("POST", f"{OWN}confirmation-mails/", PUBLIC, 401)
line("GET", "v1/own/participation/", PUBLIC, 401)
line("DELETE", "v1/own/comments/<int:pk>/", PUBLIC, 401, "public comment")
line("DELETE", "v1/own/subscription/", PUBLIC, 401)
line("GET", "v1/own/subscriptions/", PUBLIC, 401)
line("DELETE", "v1/own/subscriptions/", PUBLIC, 401)
line("PATCH", "v1/own/subscriptions/<uuid:uuid>/", PUBLIC, 401, "uuid")
line("DELETE", "v1/own/subscriptions/<uuid:uuid>/", PUBLIC, 401, "uuid")
line("GET", "v1/confirmations/", PUBLIC, 401)
line("POST", "v1/confirmations/", PUBLIC, 401)
line("POST", "v1/link-requests/", PUBLIC, 400)
line("POST", "v1/subscriptions/", PUBLIC, 400)
line("POST", "v1/contributions/<str:reference>/reports/", PUBLIC, 400, "published")
line("POST", "v1/comments/<int:pk>/reports/", PUBLIC, 400, "public comment")
line("POST", "v1/comments/<int:pk>/support/", PUBLIC, 400, "public comment")

OGC = "ogc/campaigns/<int:pk>/"
line("GET", "ogc/", PUBLIC, 200)
line("GET", "ogc/campaigns/<int:pk>", PUBLIC, 200, "campaign")
line("GET", OGC, PUBLIC, 200, "campaign")
line("GET", f"{OGC}conformance", PUBLIC, 200, "campaign")
line("GET", f"{OGC}api", PUBLIC, 200, "campaign")
line("GET", f"{OGC}collections", PUBLIC, 200, "campaign")
line("GET", f"{OGC}collections/<str:key>", PUBLIC, 200, "campaign", "contributions")
line("GET", f"{OGC}collections/<str:key>/items", PUBLIC, 200, "campaign", "contributions")
line(
    "GET", f"{OGC}collections/<str:key>/items/<str:feature>", PUBLIC, 404,
    "campaign", "contributions", "nothing",
)  # fmt: skip
line("GET", "ogc/<path:rest>", DOCUMENT, 404, "nothing/here")

S = "v1/staff/"
ONE, SAID = f"{S}contributions/<str:reference>/", f"{S}comments/<int:pk>/"
line("GET", f"{S}me/", ANY_KEY, 200)
line("GET", f"{S}counts/", MODERATORS_LIST, 200)
line("GET", f"{S}vocabulary/", MODERATORS_LIST, 200)
line("GET", f"{S}contributions/", MODERATORS_LIST, 200)
line(
    "POST", f"{S}bulk/contributions/", MODERATORS_LIST, 200,
    sent=lambda w: {"verb": "publish", "references": [w.pending.reference]},
)  # fmt: skip
line("GET", ONE, MODERATORS, 200, "pending")
line("GET", f"{ONE}contact/", MODERATORS, 200, "pending")
line("GET", f"{ONE}place/", MODERATORS, 200, "pending")
line("GET", f"{ONE}files/<uuid:identifier>/", MODERATORS, 404, "pending", "uuid")
line("POST", f"{ONE}publish/", MODERATORS, 200, "pending")
line("POST", f"{ONE}reject/", MODERATORS, 200, "pending", sent=lambda w: {"reason": "Hors sujet"})
line("POST", f"{ONE}withdraw/", MODERATORS, 200, "pending")
line("POST", f"{ONE}restore/", MODERATORS, 200, "published")
line(
    "POST", f"{ONE}merge/", MODERATORS, 200, "pending",
    sent=lambda w: {"into": w.published.reference},
)  # fmt: skip
line("POST", f"{ONE}unmerge/", MODERATORS, 409, "pending")
line("POST", f"{ONE}exclude/", MODERATORS, 200, "pending", sent=lambda w: {"reason": "Fraude"})
line("POST", f"{ONE}readmit/", MODERATORS, 409, "pending")
line("POST", f"{ONE}redact/", MODERATORS, 200, "pending", sent=lambda w: {"texts": ["école"]})
line("POST", f"{ONE}note/", MODERATORS, 200, "pending", sent=lambda w: {"text": "À voir"})
line("POST", f"{ONE}assign/", MODERATORS, 200, "pending", sent=lambda w: {"to": "admin"})
line("POST", f"{ONE}theme/", MODERATORS, 200, "pending", sent=lambda w: {"name": "Mobilier"})
WORDS = {"text": "C'est prévu.", "when": "now"}
line("GET", f"{S}answers/", MODERATORS_LIST, 200)
line(
    "POST", f"{S}answers/", of_others(MODERATORS, 422), 201,
    sent=lambda w: {**WORDS, "references": [w.published.reference]},
)  # fmt: skip
line("GET", f"{S}answers/<int:pk>/", MODERATORS, 200, "answer")
line("PUT", f"{S}answers/<int:pk>/", MODERATORS, 200, "answer", sent=lambda w: WORDS)
line("GET", f"{S}comments/", MODERATORS_LIST, 200)
line(
    "POST", f"{S}bulk/comments/", MODERATORS_LIST, 200,
    sent=lambda w: {"verb": "publish", "ids": [w.comment.pk]},
)  # fmt: skip
line("GET", SAID, MODERATORS, 200, "comment")
line("POST", f"{SAID}publish/", MODERATORS, 200, "comment")
line("POST", f"{SAID}reject/", MODERATORS, 200, "comment", sent=lambda w: {"reason": "Injures"})
line("POST", f"{SAID}withdraw/", MODERATORS, 200, "comment")
line("POST", f"{SAID}restore/", MODERATORS, 200, "comment")
line("POST", f"{SAID}keep/", MODERATORS, 200, "comment")
line(
    "POST", f"{SAID}speak/", MODERATORS, 200, "public comment",
    sent=lambda w: {"body": "Merci.", "signed": "Les parcs"},
)  # fmt: skip
line("GET", f"{S}exports/", EXPORTERS_LIST, 200)
line(
    "POST", f"{S}exports/", EXPORTERS, 202,
    sent=lambda w: {"campaign": w.campaign.pk, "format": "csv"},
)  # fmt: skip
line("GET", f"{S}exports/<uuid:identifier>/", EXPORTERS, 200, "export")
line("GET", f"{S}exports/<uuid:identifier>/file/", EXPORTERS, 200, "export")
line("GET", f"{S}imports/", MODERATORS_LIST, 200)
line("POST", f"{S}imports/", of_others(MODERATORS, 415), 415)  # no form was sent
line("GET", f"{S}imports/<uuid:identifier>/", MODERATORS, 200, "import")
line("POST", f"{S}imports/<uuid:identifier>/check/", MODERATORS, 202, "import")
line("POST", f"{S}imports/<uuid:identifier>/run/", MODERATORS, 409, "import")  # not tried yet
