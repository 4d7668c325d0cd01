"""The synthesis in a few words, on the page of its campaign: figures, key statements, the way there."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from civic_blocks import ports
from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_pages.synthesis import freezing
from civic_pages.synthesis.places import plain
from civic_pages.synthesis.reading import key_figures
from civic_pages.synthesis.statements import themes


MOST = 12


@dataclass(frozen=True)
class KeyStatement:
    """A statement as the extract names it."""

    number: str
    theme: str
    text: str
    url: str
    cited: int


@dataclass(frozen=True)
class Extract:
    """What is told of a synthesis elsewhere."""

    title: str
    url: str
    figures: list[ports.Figure]
    statements: list[KeyStatement]
    commitments: int


def extract(page: Any, *, most: int) -> Extract:
    """Return the extract of a synthesis: the first statement of each theme, then the second ones."""
    told = freezing.told(page, now=timezone.now())
    url, found = page.url or "", themes(page)
    turns = [
        (index, theme, statement)
        for theme in found
        for index, statement in enumerate(theme.statements)
    ]
    chosen = sorted(turns, key=lambda turn: turn[0])[:most]
    return Extract(
        title=page.title,
        url=url,
        figures=key_figures(told.figures) if told else [],
        statements=[
            KeyStatement(
                statement.number,
                theme.title,
                plain(statement.text),
                f"{url}#{statement.anchor}",
                len(statement.cited),
            )
            for _index, theme, statement in sorted(chosen, key=lambda turn: turn[1].number)
        ],
        commitments=sum(1 for _index, _theme, statement in turns if statement.commitment),
    )


class SynthesisValue(blocks.StructValue):
    def extract(self) -> Extract | None:
        """Return the extract; ``None`` where the synthesis is not public, or none is chosen."""
        chosen = self["page"]
        if chosen is None:
            return None
        page = Page.objects.live().public().filter(pk=chosen.pk).specific().first()
        return None if page is None else extract(page, most=min(self["limit"] or 1, MOST))


def default_title() -> str:
    return gettext("What came out of it")


def _preview() -> dict[str, Any]:
    return {"title": default_title(), "page": None, "limit": 3, "show_figures": True}


def _example() -> Extract:
    return Extract(
        title=gettext("What you said, what the city does"),
        url="#",
        figures=[
            ports.Figure("contributions", 351, gettext("contributions")),
            ports.Figure("collective", 195, gettext("from groups")),
        ],
        statements=[
            KeyStatement("1.1", gettext("Public spaces"), gettext("Benches every two hundred metres, in the shade."), "#", 12),
            KeyStatement("2.1", gettext("Youth"), gettext("School yards are open at weekends."), "#", 31),
        ],
        commitments=24,
    )  # fmt: skip


class SynthesisBlock(CivicStructBlock):
    """A synthesis in short. Template context: ``value``, ``extract`` (:class:`Extract`), ``id``."""

    title = blocks.CharBlock(max_length=120, default=default_title, label=_("Title"))
    page = blocks.PageChooserBlock(
        required=False,
        page_type="civic_pages.SynthesisPage",
        label=_("Synthesis"),
        help_text=_("Nothing is shown before it is published."),
    )
    limit = blocks.IntegerBlock(
        min_value=1, max_value=MOST, default=4, label=_("How many statements to show")
    )
    show_figures = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Show the figures"),
        help_text=_("Leave out where the page shows them already."),
    )

    def get_context(
        self, value: SynthesisValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        is_preview = context.get("block_def") is self
        context["extract"] = _example() if is_preview else value.extract()
        return context

    def api_extra(self, value: SynthesisValue, context: dict[str, Any]) -> dict[str, Any]:
        found = value.extract()
        if found is None:
            return {"extract": None}
        told = asdict(found)
        for each in (told, *told["statements"]):
            each["url"] = faces.absolute(each["url"], context)
        return {"extract": told}

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return {"extract": shapes.nullable(shapes.of(Extract))}

    class Meta:
        value_class = SynthesisValue
        label = _("Synthesis")
        description = _("Figures and key statements of a synthesis, and a link to it.")
        group = Groups.DECISION
        icon = "doc-full"
        template = "civic_pages/synthesis/block.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)


def ours() -> tuple[str, blocks.Block]:
    """Return the block for the hook ``register_civic_blocks``."""
    return "synthesis", SynthesisBlock()
