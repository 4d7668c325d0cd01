"""The OpenAPI document: our routes only, and the committed snapshot beside this file."""

from collections.abc import Iterable
from typing import Any


PREFIX = "/api/civic/"


def only_ours(endpoints: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Keep our routes; a host's other APIs are documented elsewhere (a spectacular hook)."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]


SETTINGS: dict[str, Any] = {
    "TITLE": "wagtail-civic",
    "DESCRIPTION": "Campaigns, contributions and pins of a city's consultations.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "PREPROCESSING_HOOKS": ["civic_api.schema.only_ours"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "civic_api.schema.shared.complete",
    ],
    # One name each for words that several answers use under several fields.
    "ENUM_NAME_OVERRIDES": {
        "PositionEnum": "civic_pages.deliberation.choices.Position.choices",
        "ProjectStatusEnum": "civic_pages.projects.choices.ProjectStatus.choices",
        "AnswerStateEnum": "civic_api.v1.staff.docs.ANSWER_STATES",
        "CommentStatusEnum": "civic_pages.deliberation.choices.COMMENT_STATUSES",
        "ContributionStatusEnum": "civic_pages.participation.choices.Status.choices",
        "ImportSourceEnum": "civic_api.v1.staff.imports.SOURCES",
        "JobStateEnum": "civic_api.v1.staff.jobs.STATES",
        "SourceEnum": "civic_pages.participation.choices.Source.choices",
        "VoteStateEnum": "civic_pages.voting.state.VoteState.choices",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
