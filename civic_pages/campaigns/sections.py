"""What other packages show on the page of a contribution: comments, citations, projects.

The hook ``register_civic_sections`` gives them, each a subclass of :class:`Section`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from civic_blocks.extension import ExtensionPoint


# Beside what is posted to a contribution's page: which section it is for.
PARAMETER = "civic_section"


class Section:
    """A part of a contribution's public page, and of its contributor's private page.

    Attributes:
        slug: unique, letters only.
        template: rendered with ``context`` as its variables, beside those of the page.
        private: on the contributor's page, beneath their answers; otherwise on the public one.
    """

    slug: ClassVar[str]
    template: ClassVar[str]
    private: ClassVar[bool] = False

    def context(self, page: Any, request: HttpRequest, contribution: Any) -> dict[str, Any] | None:
        """Return what the template is given; ``None`` where there is nothing to show.

        ``is_personal`` in it: no cache may keep the page for others.
        """
        return {}

    def receive(
        self, page: Any, request: HttpRequest, contribution: Any
    ) -> HttpResponse | dict[str, Any]:
        """Take what was posted to it: an answer, or the context to show the page again.

        ``status`` (422 where it is not there) and ``headers`` in it are those of the page.
        """
        return {}


@dataclass(frozen=True)
class Shown:
    """A section as a template includes it: ``{% include shown.template with section=… %}``."""

    slug: str
    template: str
    context: dict[str, Any]


def section(slug: str) -> Section | None:
    """Return the section of the public page by its slug."""
    return next((s for s in all_sections() if s.slug == slug and not s.private), None)


SECTIONS: ExtensionPoint[Section] = ExtensionPoint(
    "register_civic_sections",
    Section,
    "section",
    wrong=lambda slug, section: (
        None if getattr(section, "template", "") else f"the section {slug!r} has no template."
    ),
)


def all_sections() -> list[Section]:
    """Return the registered sections in the hook's order.

    Raises:
        ImproperlyConfigured: two of one slug, or something that is no section.
    """
    return list(SECTIONS.collect().values())


def shown(
    page: Any,
    request: HttpRequest,
    contribution: Any,
    *,
    private: bool = False,
    given: dict[str, dict[str, Any]] | None = None,
) -> Sequence[Shown]:
    """Return the sections of a contribution's page that have something to show.

    Args:
        given: contexts by slug that ``receive`` answered, in place of the section's own.
    """
    found: list[Shown] = []
    for section in all_sections():
        if section.private == private:
            context = (given or {}).get(section.slug)
            if context is None:
                context = section.context(page, request, contribution)
            if context is not None:
                found.append(Shown(section.slug, section.template, context))
    return found
