"""What the team does around a contribution: redact, note, assign, sort into a theme."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from civic_api.v1.staff import docs
from civic_api.v1.staff.base import invalid
from civic_api.v1.staff.verbs import VerbView, documented, last_act
from civic_pages.participation import actions, policy, reach
from civic_pages.participation.models import Contribution, Note
from civic_pages.participation.similar import sorting


@documented("redact", "Take texts out of the public answers, to the letter.")
class RedactView(VerbView):
    body = docs.Literals

    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        said = [text for _label, text in row.answered(public_only=True)]
        left = any(text in words for text in typed["texts"] for words in [*said, row.group_name])
        return not left and last_act(row) == "civic.contribution.redact"

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.redact(row, literals=typed["texts"], by=by, now=now)


@documented("note", "Write an internal note beneath the last one.")
class NoteView(VerbView):
    body = docs.NoteText

    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        last = Note.objects.filter(contribution_id=row.pk).order_by("-created_at", "-pk").first()
        same = last is not None and last.text == typed["text"].strip()
        return same and last is not None and last.author_id == self.request.user.pk

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.add_note(row, text=typed["text"], by=by, now=now)


@documented("assign", "Ask somebody of the team to take care of it.")
class AssignView(VerbView):
    body = docs.Somebody

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.assign(row, to=moderator(typed["to"], by=by), by=by)


def moderator(login: str | None, *, by: Any) -> Any:
    """Return the moderator of a login; ``None`` for nobody.

    Raises:
        Problem: 422 where there is none who moderates where ``by`` does.
    """
    if login is None:
        return None
    known = policy.moderators(reach.of(by, policy.MODERATE))
    found = known.filter(**{known.model.USERNAME_FIELD: login}).first()
    if found is None:
        message = _("There is no such moderator.")
        raise invalid({"to": [{"message": message, "code": "not_moderator"}]})
    return found


@documented("theme", "Put it into a theme, made where there is none so called.")
class ThemeView(VerbView):
    body = docs.ThemeName

    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return row.themes.filter(name=" ".join(typed["name"].split())).exists()

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return sorting.sort_into(row.campaign, typed["name"], [row], by=by, now=now)
