"""What was said: handed out to its author, made anonymous, blanked, or kept without what is private."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types import type_of
from civic_pages.participation.models import Contribution, FormVersion
from civic_pages.participation.privacy.base import Eraser, NamedFile, Person
from civic_pages.participation.privacy.stores import as_json


CHUNK = 500
# Answers in one's own words: what is typed there can name anybody.
FREE = frozenset({"short_text", "long_text"})


def is_private(spec: FieldSpec) -> bool:
    """Tell whether an answer must go when the retention period is over.

    Personal by its type (a telephone number), or words that were promised to stay with the team;
    a choice or a number that is not published tells nobody's identity and stays for the figures.
    """
    try:
        personal = type_of(spec).is_personal
    except KeyError:
        personal = True  # Its type is no longer installed: nobody can say that it is harmless.
    return personal or (not spec.public and spec.type in FREE)


def _private_keys(contribution: Contribution) -> list[str]:
    specs = contribution.form_version.definition
    return [s.key for s in specs if s.key in contribution.answers and is_private(s)]


class Words(Eraser):
    """The contributions themselves."""

    slug: ClassVar[str] = "contributions"
    label: ClassVar[str | Promise] = _("Contributions")
    told_as: ClassVar[str] = "private answers"
    ends_as: ClassVar[str | Promise] = _("Private answers")

    def held(self, who: Person) -> int:
        return len(who.contributions)

    def export(self, who: Person) -> Iterable[NamedFile]:
        rows = [self._row(contribution) for contribution in self._of(who)]
        return [as_json(self.slug, rows)] if rows else []

    @staticmethod
    def _of(who: Person) -> Any:
        found = Contribution.objects.filter(pk__in=who.contributions)
        return found.select_related("campaign", "form_version", "consent").order_by("pk")

    @staticmethod
    def _row(contribution: Contribution) -> dict[str, Any]:
        consent = contribution.consent
        return {
            "reference": contribution.reference,
            "campaign": contribution.campaign.title,
            "status": contribution.get_status_display(),
            "reason": contribution.reason,
            "received": contribution.created_at,
            "published": contribution.published_at,
            "kind": contribution.get_kind_display(),
            "group": contribution.group_name,
            "represented": contribution.represented,
            "title": contribution.title,
            "answers": dict(contribution.answered(public_only=False)),
            "legal_information": {"version": consent.number, "text": consent.text}
            if consent
            else None,
        }

    def erase(self, who: Person) -> int:
        """Take out what is private; ``actions.erase_person`` blanks the words where they must go."""
        return _strip(self._of(who)) + self._of(who).exclude(author=None).update(author=None)

    def due(self, campaign_id: int) -> int:
        if not _asks_in_private(campaign_id):
            return 0
        answered = _answered(campaign_id).iterator(chunk_size=CHUNK)
        return sum(bool(_private_keys(contribution)) for contribution in answered)

    def purge(self, campaign_id: int) -> int:
        return _strip(_answered(campaign_id)) if _asks_in_private(campaign_id) else 0


def _asks_in_private(campaign_id: int) -> bool:
    """Tell whether any version of a campaign's forms asks what must go: else nothing is read."""
    versions = FormVersion.objects.filter(campaign_id=campaign_id)
    return any(
        is_private(spec)
        for version in versions
        for spec in version.definition
        if spec.type not in {"section", "step"}
    )


def _answered(campaign_id: int) -> Any:
    found = Contribution.objects.of(campaign_id).exclude(answers={})
    return found.select_related("form_version").only("answers", "form_version").order_by("pk")


def _strip(contributions: Any) -> int:
    """Take the private answers out of contributions; return how many had some."""
    changed = list(_stripped(contributions.iterator(chunk_size=CHUNK)))
    Contribution.objects.bulk_update(changed, ["answers"], batch_size=CHUNK)
    return len(changed)


def _stripped(contributions: Iterable[Contribution]) -> Iterator[Contribution]:
    for contribution in contributions:
        if private := _private_keys(contribution):
            kept = {k: v for k, v in contribution.answers.items() if k not in private}
            contribution.answers = kept
            yield contribution
