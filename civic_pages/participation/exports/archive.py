"""A whole campaign in one ZIP: every table as lines of JSON, and the citizens' files.

The format is told in ``docs/archive-format.md``; ``FORMAT`` changes with it.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from civic_pages.participation import policy
from civic_pages.participation.exports.base import CHUNK
from civic_pages.participation.models import (
    ConsentText,
    Contact,
    Contribution,
    Edition,
    ExactLocation,
    FormVersion,
    Household,
    MailRecord,
    Note,
    OfficialAnswer,
    Origin,
    Outcome,
    PublicAreas,
    Report,
    Tally,
    Upload,
)


FORMAT = 1
README = (
    "Format: docs/archive-format.md of wagtail-civic. Personal data: for the city's staff only.\n"
)


@dataclass(frozen=True)
class Kept:
    """A table of the archive: its name, how its rows lead to the campaign, who may see it."""

    name: str
    model: Any
    campaign: str = "contribution__campaign_id"
    permission: str = policy.EXPORT

    def rows(self, campaign_id: int) -> QuerySet[Any]:
        """Return its rows of one campaign; names of outcomes are the city's, not a campaign's."""
        found: QuerySet[Any] = self.model.objects.order_by("pk")
        return found.filter(**{self.campaign: campaign_id}) if self.campaign else found


OF_CAMPAIGN = "campaign_id"
TABLES = (
    Kept("form_versions", FormVersion, OF_CAMPAIGN),
    Kept("consent_texts", ConsentText, OF_CAMPAIGN),
    Kept("contributions", Contribution, OF_CAMPAIGN),
    Kept("contacts", Contact, permission=policy.VIEW_CONTACT),
    Kept("exact_locations", ExactLocation, permission=policy.VIEW_EXACT),
    Kept("households", Household, OF_CAMPAIGN, policy.VIEW_EXACT),
    Kept("origins", Origin, permission=policy.VIEW_ORIGIN),
    Kept("editions", Edition, permission=policy.VIEW_EDITIONS),
    Kept("notes", Note),
    Kept("reports", Report, permission=policy.VIEW_CONTACT),
    Kept("mails", MailRecord, permission=policy.VIEW_CONTACT),
    Kept("outcomes", Outcome, ""),
    Kept("official_answers", OfficialAnswer, OF_CAMPAIGN),
    Kept("official_answer_links", OfficialAnswer.contributions.through, "officialanswer__campaign_id"),
    Kept("uploads", Upload, OF_CAMPAIGN),
    Kept("tallies", Tally, OF_CAMPAIGN),
    Kept("public_areas", PublicAreas, OF_CAMPAIGN),
)  # fmt: skip
# Secrets and digests that are of no use outside of this database.
LEFT_OUT = {"search_text", "idempotency_key", "fingerprint"}
# Where Wagtail keeps the page, and what editors said to one another about it.
OF_THE_TREE = {
    "path", "depth", "numchild", "url_path", "content_type", "locale", "translation_key",
    "latest_revision", "live_revision", "alias_of", "owner", "locked", "locked_at", "locked_by",
    "draft_title", "wagtail_admin_comments", "has_unpublished_changes", "expired",
}  # fmt: skip


def write(
    campaign: Any,
    path: str,
    *,
    by: Any,
    now: datetime,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write the archive of a campaign, row by row.

    Args:
        by: the user; tables they may not see are left out, and named in the manifest.
        progress: is told how many contributions are written.
    """
    counts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", README)
        file.writestr("campaign.json", _json(_campaign(campaign)))
        for kept in TABLES:
            if policy.may(by, kept.permission, campaign):
                told = progress if kept.name == "contributions" else None
                counts[kept.name] = _table(file, kept, campaign.pk, told)
        missing = _files(file, campaign.pk)
        file.writestr("manifest.json", _json(_manifest(campaign, now, counts, missing)))


def _json(data: Any) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def _campaign(campaign: Any) -> dict[str, Any]:
    """Return the page's own settings, its content and its phases."""
    data: dict[str, Any] = campaign.serializable_data()
    own = {name: value for name, value in data.items() if name not in OF_THE_TREE}
    return {**own, "url": campaign.get_full_url()}


def _rows(kept: Kept, campaign_id: int) -> Iterator[dict[str, Any]]:
    for row in kept.rows(campaign_id).values().iterator(chunk_size=CHUNK):
        yield {name: value for name, value in row.items() if name not in LEFT_OUT}


def _table(
    file: zipfile.ZipFile, kept: Kept, campaign_id: int, progress: Callable[[int], None] | None
) -> int:
    written = 0
    with file.open(f"{kept.name}.ndjson", "w") as lines:
        for row in _rows(kept, campaign_id):
            lines.write(f"{_json(row)}\n".encode())
            written += 1
            if progress is not None and written % CHUNK == 0:
                progress(written)
    if progress is not None:
        progress(written)
    return written


def _files(file: zipfile.ZipFile, campaign_id: int) -> list[str]:
    """Copy citizens' files under the names they have in storage; returns those that are gone."""
    missing = []
    for upload in Upload.objects.filter(campaign_id=campaign_id).order_by("pk").iterator(CHUNK):
        try:
            with (
                upload.file.open("rb") as source,
                file.open(f"files/{upload.file.name}", "w") as to,
            ):
                for block in source.chunks():
                    to.write(block)
        except FileNotFoundError:
            missing.append(str(upload.file.name))
    return missing


def _manifest(
    campaign: Any, now: datetime, counts: dict[str, int], missing: list[str]
) -> dict[str, Any]:
    return {
        "format": "wagtail-civic-archive",
        "version": FORMAT,
        "campaign": campaign.pk,
        "title": campaign.title,
        "made_at": now,
        "rows": counts,
        "left_out": [kept.name for kept in TABLES if kept.name not in counts],
        "missing_files": missing,
    }
