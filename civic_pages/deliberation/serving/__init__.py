"""Answers to requests for a text, its clauses, discussions and versions."""

from civic_pages.deliberation.serving.contexts import text_context
from civic_pages.deliberation.serving.discussing import clause, discussion
from civic_pages.deliberation.serving.reading import text
from civic_pages.deliberation.serving.versioning import difference, version, version_list


__all__ = [
    "clause",
    "difference",
    "discussion",
    "text",
    "text_context",
    "version",
    "version_list",
]
