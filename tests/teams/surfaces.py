"""Who sees what of the admin: one line a route and method. A new staff view needs a line of its own.

To add one: ``line("GET", "civic_things:edit", ONE, "thing")``, beneath its section. The last words name, in order, what
stands for the route's parameters: a thing of ``world.City``, "campaign", or the text itself;
"?campaign" is asked in the query string.
"""

from dataclasses import dataclass, field
from typing import Any


# What comes of a request.
SEEN = "seen"
MISSING = "missing"  # 404, whether or not there is one elsewhere
REFUSED = "refused"  # led to the admin's first page: this is not for them, of whichever city
LOGIN = "login"
# Seen, and nothing on it of the city that was asked about.
EMPTY = "empty"


def verdict(here: str, there: str, editor: str, everywhere: str = SEEN) -> dict[str, str]:
    return {
        "everywhere": everywhere, "here": here, "there": there, "editor": editor,
        "anonymous": LOGIN,
    }  # fmt: skip


# One thing of this city.
ONE = verdict(SEEN, MISSING, REFUSED)
# All of their own city, nothing of another.
LIST = verdict(SEEN, EMPTY, REFUSED)
# A way in that shows nothing of any city by itself.
ENTRANCE = verdict(SEEN, SEEN, REFUSED)
# Bound to a page and to Wagtail's own permissions on pages.
PAGE = verdict(SEEN, REFUSED, SEEN)
# The same, and the figures of contributions on it.
PAGE_LIST = verdict(SEEN, EMPTY, REFUSED)
# Of the whole installation: settings, webhooks, one person in all campaigns.
WHOLE = verdict(REFUSED, REFUSED, REFUSED)
# Only for whoever made it.
OWN = verdict(SEEN, SEEN, REFUSED)


@dataclass(frozen=True)
class Line:
    """One route and method; ``sent`` is posted, its values are named as parameters are.

    Lines of a section are asked in one test, of one world.
    """

    section: str
    method: str
    route: str
    verdicts: dict[str, str]
    named: tuple[str, ...] = ()
    sent: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.route} {' '.join(self.sent)}"


TABLE: list[Line] = []
SECTIONS: list[str] = []


def line(method: str, route: str, verdicts: Any, *named: str, **sent: Any) -> None:
    TABLE.append(Line(SECTIONS[-1], method, route, verdicts, named, sent))


SECTIONS.append("contributions")
Q = "civic_contributions"
line("GET", f"{Q}:index", LIST)
line("GET", f"{Q}:index_results", LIST)
for name in ("inspect", "history", "history_results"):
    line("GET", f"{Q}:{name}", ONE, "pending")
line("GET", f"{Q}:file", verdict(MISSING, MISSING, REFUSED, MISSING), "pending", "uuid")
for name in (
    "publish", "reject", "withdraw", "confirm", "location", "relocate", "assign", "note",
    "take-over", "hold", "release", "redact", "editions",
):  # fmt: skip
    line("POST", f"{Q}:{name}", ONE, "pending", reason="Hors sujet", text="À voir")
line("POST", f"{Q}:answer", ONE, "published", text="Vu", when="now")
line("GET", "civic_answers:index", LIST)
line("GET", "civic_answers:index_results", LIST)
line("GET", "civic_answers:edit", ONE, "answer")
line("POST", "civic_answers:edit", ONE, "answer", text="Revu", when="now")

SECTIONS.append("comments")
line("GET", "civic_comments:index", LIST)
line("GET", "civic_comments:index_results", LIST)
line("GET", "civic_comments:inspect", ONE, "comment")
for name in ("publish", "reject", "withdraw", "restore", "keep"):
    line("POST", f"civic_comments:{name}", ONE, "comment", reason="Hors sujet")
line(
    "POST", "civic_comments:answer", ONE, "public comment", body="Oui", signed="Ville", key="k" * 32
)

SECTIONS.append("reports")
for name in ("queue_report", "duplicates", "merged", "homes_report", "anomaly_report",
             "citizen_reports", "followers_report", "mails_report"):  # fmt: skip
    line("GET", f"civic_{name}", LIST)
    line("GET", f"civic_{name}_results", LIST)
line("GET", "civic_coverage_report", PAGE_LIST)
line("GET", "civic_coverage_report_results", PAGE_LIST)
line("POST", "civic_duplicates", LIST)
line("POST", "civic_duplicates_results", LIST)
line("POST", "civic_merge", ONE, "pending", members=["pending", "published"], stays="published")
line("POST", "civic_unmerge", ONE, "merged")
line("POST", "civic_household", ONE, "pending", choice="add")
line("GET", "civic_citizen_report", ONE, "published")
line("POST", "civic_citizen_report", ONE, "published", decision="keep")
line("POST", "civic_mails_again", ENTRANCE)

SECTIONS.append("desks")  # Themes, demand, exports, the entry desk.
line("GET", "civic_themes_index", LIST)
line("GET", "civic_themes", ONE, "campaign")
line("POST", "civic_themes", ONE, "campaign", member=["published"], name="Autre")
line("GET", "civic_theme", ONE, "campaign", "theme")
line("POST", "civic_theme", ONE, "campaign", "theme", rename="1", name="Autre")
line("POST", "civic_sort_one", ONE, "published", name="Autre")
line("GET", "civic_demand_index", LIST)
line("GET", "civic_demand", ONE, "campaign")
line("POST", "civic_demand", ONE, "campaign")
line("GET", "civic_demand_sheet", ONE, "campaign")
line("POST", "civic_demand_sheet", ONE, "campaign")
line("GET", "civic_exports", LIST)
line("POST", "civic_exports", ONE, "?campaign", format="csv", purpose="machines")
line("POST", "civic_exports_archive", ONE, "campaign")
line("GET", "civic_exports_file", ONE, "own export")
line("GET", "civic_desk", LIST)
F = ("campaign", "form")
for name in ("enter", "import"):
    line("GET", f"civic_desk_{name}", ONE, *F)
    line("POST", f"civic_desk_{name}", ONE, *F)
line("GET", "civic_desk_print", ONE, *F)
# Not an entry of their own: there is none for anybody.
NO_ENTRY = verdict(MISSING, MISSING, REFUSED, MISSING)
line("POST", "civic_desk_household", NO_ENTRY, *F, uuid="uuid")
line("POST", "civic_desk_undo", NO_ENTRY, *F, uuid="uuid")
line("GET", "civic_desk_job", ONE, "own import")
line("POST", "civic_desk_job", ONE, "own import")
line("GET", "civic_desk_problems", ONE, "own import")

SECTIONS.append("votes")
line("GET", "civic_votes", LIST)
line("GET", "civic_vote", ONE, "vote")
line("POST", "civic_vote", ONE, "vote", verb="publish")
line("GET", "civic_vote_projects", PAGE, "vote")
line("POST", "civic_vote_projects", PAGE, "vote")
line("GET", "civic_vote_boxes", ONE, "vote")
line("POST", "civic_vote_boxes", ONE, "vote", name="Mairie", announced="5")
line("GET", "civic_vote_paper", ONE, "vote", "box")
line("POST", "civic_vote_paper", ONE, "vote", "box", blank="on")

SECTIONS.append("projects")
line("GET", "civic_projects:index", LIST)
line("GET", "civic_projects:index_results", LIST)
line("GET", "civic_projects:add", LIST)
line("POST", "civic_projects:add", LIST, campaign="campaign", title="Neuf", summary="Neuf")
for name in ("edit", "delete", "history", "history_results", "usage"):
    line("GET", f"civic_projects:{name}", ONE, "project")
line("POST", "civic_projects:edit", ONE, "project", title="Autre")
line("POST", "civic_projects:delete", ONE, "project")
line("GET", "civic_project_import", LIST)
line("POST", "civic_project_import", LIST, campaign="campaign")
line("GET", "civic_project_import_job", ONE, "own projects")
line("POST", "civic_project_import_job", ONE, "own projects")

SECTIONS.append("pages")  # Around a page, by Wagtail's own permissions on pages.
for name, thing in (
    ("citations", "synthesis"), ("cite", "synthesis"), ("commitments", "synthesis"),
    ("democracyos_import", "campaign"), ("timeline_import", "campaign"), ("preview_link", "campaign"),
):  # fmt: skip
    line("GET", f"civic_{name}", PAGE, thing)
    line("POST", f"civic_{name}", PAGE, thing)
line("GET", "civic_embed", PAGE, "campaign")
line("GET", "civic_form_versions", PAGE, "campaign")

SECTIONS.append("keys")  # Keys are their maker's own.
line("GET", "civic_api_keys", ENTRANCE)
line("GET", "civic_api_keys_add", LIST)
line("POST", "civic_api_keys_add", LIST, name="Programme")
line("GET", "civic_api_key", OWN, "own key")
line("GET", "civic_api_key_revoke", OWN, "own key")
line("POST", "civic_api_key_revoke", OWN, "own key")

SECTIONS.append("installation")
for name, thing in (
    ("territories", "territory"), ("reasons", "reason"), ("outcomes", "outcome"), ("mails", "mail"),
):  # fmt: skip
    for view in ("index", "index_results", "add"):
        line("GET", f"civic_{name}:{view}", WHOLE)
    for view in ("edit", "delete", "history", "history_results", "usage"):
        line("GET", f"civic_{name}:{view}", WHOLE, thing)
    line("POST", f"civic_{name}:add", WHOLE)
    line("POST", f"civic_{name}:edit", WHOLE, thing)
    line("POST", f"civic_{name}:delete", WHOLE, thing)
    if name in {"reasons", "outcomes"}:
        line("POST", f"civic_{name}:reorder", WHOLE, thing)
line("GET", "civic_data_protection", WHOLE)
line("POST", "civic_data_protection", WHOLE)
# There is nobody of this token.
line("GET", "civic_person", verdict(REFUSED, REFUSED, REFUSED, MISSING), "nobody")
line("POST", "civic_person", verdict(REFUSED, REFUSED, REFUSED, MISSING), "nobody")
line("POST", "civic_person_export", verdict(REFUSED, REFUSED, REFUSED, MISSING), "nobody")
line("GET", "civic_webhooks:index", WHOLE)
line("GET", "civic_webhooks:index_results", WHOLE)
line("GET", "civic_webhooks:add", WHOLE)
line("POST", "civic_webhooks:add", WHOLE)
for name in ("edit", "delete", "history", "history_results", "usage", "inspect"):
    line("GET", f"civic_webhooks:{name}", WHOLE, "webhook")
line("POST", "civic_webhooks:edit", WHOLE, "webhook")
line("POST", "civic_webhooks:delete", WHOLE, "webhook")
line("GET", "civic_webhook_log", WHOLE)
line("GET", "civic_webhook_log_results", WHOLE)
line("GET", "civic_webhook_delivery", WHOLE, "delivery")
line("POST", "civic_webhook_replay", WHOLE, "delivery")
line("POST", "civic_webhook_do", WHOLE, "webhook", "rotate")
