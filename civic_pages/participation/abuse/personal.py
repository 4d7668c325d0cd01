"""The rule that lets nobody's telephone number go public unread."""

from django.utils.translation import gettext_lazy as _

from civic_blocks.field_types import type_of
from civic_pages.participation.abuse.rules import Rule
from civic_pages.participation.abuse.settings import ModerationRules
from civic_pages.participation.personal_data import FLAGGED, Found, find
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.submission import Submission


def _has_personal_data(
    submission: Submission, _campaign: Campaign, _settings: ModerationRules
) -> bool:
    """Look at what would be public only: private answers are the place for such things."""
    said = [
        type_of(spec).display(spec, submission.answers[spec.key])
        for spec in submission.definition
        if spec.public and not type_of(spec).always_private and spec.key in submission.answers
    ]
    found = (span for text in [submission.group_name, *said] for span in find(text))
    # Where a home is asked for and not told, neither is it in passing.
    hides_homes = submission.definition.of_type("home") is not None
    kinds = FLAGGED | {Found.ADDRESS} if hides_homes else FLAGGED
    return any(span.kind in kinds for span in found)


def rules() -> list[Rule]:
    """Return the rule, for the hook ``register_civic_moderation_rules``."""
    return [Rule("personal_data", _("Personal data in the public text"), _has_personal_data)]
