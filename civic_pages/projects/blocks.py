"""Projects on a campaign's page: some of them, the figures, and the way to all."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_pages.projects import cards
from civic_pages.projects.addresses import pages_of
from civic_pages.projects.choices import ProjectStatus
from civic_pages.projects.figures import Stage, as_rows, funnel
from civic_pages.projects.filters import DEFAULT_SORT, sorted_by
from civic_pages.projects.models import Project
from civic_pages.projects.querysets import ProjectQuerySet


MOST = 12
# A row of ``as_rows``.
FIGURE = shapes.obj(
    {
        "name": shapes.TEXT,
        "label": shapes.TEXT,
        "value": shapes.WHOLE,
        "cost": shapes.nullable(shapes.WHOLE),
    }
)


def default_title() -> str:
    return gettext("The projects")


class ProjectsValue(blocks.StructValue):
    def page_of(self, campaign: Any) -> Any:
        """Return the page of projects that the block leads to: of its edition, else the first."""
        pages = pages_of({campaign.pk}).get(campaign.pk, [])
        named = [page for page in pages if self["edition"] in page.edition_names]
        whole = [page for page in pages if not page.edition_names]
        return next(iter((named if self["edition"] else pages) or whole), None)

    def projects(self, campaign: Any) -> ProjectQuerySet:
        """Return the public projects the block is about, of any status."""
        found = Project.objects.public().of(campaign)
        return found.of_editions([self["edition"]] if self["edition"] else [])

    def chosen(self, projects: ProjectQuerySet) -> ProjectQuerySet:
        if self["status"]:
            projects = projects.filter(status=self["status"])
        return sorted_by(projects, DEFAULT_SORT)[: min(self["limit"] or 3, MOST)]


class ProjectsBlock(CivicStructBlock):
    """A teaser of projects. Template context: ``value``, ``teased`` (list of
    :class:`~civic_pages.projects.cards.ProjectCard`), ``stages`` (of the figures), ``more_url``, ``id``.
    """

    title = blocks.CharBlock(max_length=120, default=default_title, label=_("Title"))
    introduction = blocks.RichTextBlock(
        label=_("Introduction"), required=False, features=["bold", "italic", "link"]
    )
    edition = blocks.CharBlock(
        max_length=20, required=False, label=_("Edition"), help_text=_("Empty: all of them.")
    )
    status = blocks.ChoiceBlock(
        choices=ProjectStatus.choices, required=False, label=_("Only projects that are")
    )
    limit = blocks.IntegerBlock(min_value=1, max_value=MOST, default=3, label=_("How many to show"))
    show_figures = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Show the figures"),
        help_text=_("From the ideas to what is realised: counted, never typed."),
    )

    def get_context(
        self, value: ProjectsValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if context.get("block_def") is self:
            return {**context, "stages": _example(), "teased": [], "more_url": "#"}
        campaign = _campaign(context.get("page"))
        if campaign is None:
            return {**context, "stages": [], "teased": [], "more_url": ""}
        projects, page = value.projects(campaign), value.page_of(campaign)
        teased = []
        if page is not None:
            rows = cards.card_rows(value.chosen(projects))
            sectors = cards.sector_names(campaign)
            teased = cards.cards(rows, page, _categories(projects), sectors)
        return {
            **context,
            "teased": teased,
            "stages": funnel(projects) if value["show_figures"] else [],
            "more_url": page.url if page is not None else "",
        }

    def api_extra(self, value: ProjectsValue, context: dict[str, Any]) -> dict[str, Any]:
        campaign = _campaign(context.get("page"))
        if campaign is None:
            return {"figures": [], "projects": [], "more_url": ""}
        projects, page = value.projects(campaign), value.page_of(campaign)
        chosen, sectors = cards.card_rows(value.chosen(projects)), cards.sector_names(campaign)
        return {
            "figures": as_rows(funnel(projects)),
            "projects": [_project_face(row, page, sectors, context) for row in chosen],
            "more_url": faces.absolute(page.url if page is not None else "", context),
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        texts = ("reference", "title", "summary", "category", "sector", "status_label")
        project = {
            **dict.fromkeys(texts, shapes.TEXT),
            "status": shapes.one_of(ProjectStatus.values),
            "cost": shapes.nullable(shapes.WHOLE),
            "url": shapes.ADDRESS,
            "image": shapes.nullable(shapes.ref("Image")),
        }
        return {
            "figures": shapes.array(FIGURE),
            "projects": shapes.array(shapes.obj(project)),
            "more_url": shapes.ADDRESS,
        }

    class Meta:
        value_class = ProjectsValue
        label = _("Projects")
        description = _("Projects that grew out of ideas, and how many were realised.")
        group = Groups.DECISION
        icon = "tasks"
        template = "civic_pages/blocks/projects.html"
        label_format = "{title}"
        form_layout = BlockGroup(
            children=["title", "introduction", "edition"],
            settings=["status", "limit", "show_figures"],
        )
        preview_value = {"title": default_title, "limit": 3, "show_figures": True, "edition": "",
                         "status": "", "introduction": ""}  # fmt: skip


def _project_face(
    project: Project, page: Any, sectors: Mapping[str, str], context: dict[str, Any]
) -> dict[str, Any]:
    url = page.url_of(project.reference) if page is not None else ""
    return {
        "reference": project.reference,
        "title": project.title,
        "summary": project.summary,
        "category": project.category,
        "sector": sectors.get(project.sector, project.sector),
        "status": project.status,
        "status_label": str(ProjectStatus(project.status).label),
        "cost": project.cost,
        "url": faces.absolute(url, context),
        "image": faces.image(project.image, project.image_alt),
    }


def _campaign(page: Any) -> Any:
    """Return the campaign of a page that holds the block; ``None`` outside of any."""
    if page is None or not page.pk:
        return None
    return page if hasattr(page, "contributions_url") else getattr(page, "campaign", None)


def _categories(projects: ProjectQuerySet) -> list[str]:
    """Return the categories in their order: each has the same sign as on the page of projects."""
    names = projects.order_by().values_list("category", flat=True).distinct()
    return sorted(set(names) - {""})


def _example() -> list[Stage]:
    return [
        Stage("ideas", gettext("ideas"), 116, 100),
        Stage("vote", gettext("projects at the vote"), 68, 59, 1_460_000),
        Stage("chosen", gettext("projects chosen"), 48, 41, 500_000),
    ]
