"""Key figures: those counted from what citizens sent, and those an editor adds."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks import ports
from civic_blocks.api import shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups


@dataclass(frozen=True)
class FigureEntry:
    """A figure as it is shown: ``name`` is "" where an editor typed it."""

    value: str
    label: str
    source: str = ""
    name: str = ""


def _shown(value: int) -> str:
    """Return a count as people of this language write it: 1 559."""
    return number_format(value, use_l10n=True, force_grouping=True)


class ExtraFigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(
        max_length=20, label=_("Figure"), help_text=_("As it shall be read: “500 k€”, “12 %”.")
    )
    label = blocks.CharBlock(max_length=80, label=_("What it counts"))
    source = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Source"),
        help_text=_("Who says so, and when."),
    )

    class Meta:
        icon = "civic-chart"
        label = _("Figure")
        label_format = "{value} {label}"


class KeyFiguresValue(blocks.StructValue):
    def computed(self, page: Any) -> list[FigureEntry]:
        """Return the figures counted for ``page``, where the editor wants them."""
        source = ports.current(ports.ContributionSource)
        if not self["show_participation"] or source is None or page is None:
            return []
        return [
            FigureEntry(_shown(figure.value), figure.label, name=figure.name)
            for figure in source.figures(page)
        ]

    def extra(self) -> list[FigureEntry]:
        """Return the figures the editor typed."""
        return [
            FigureEntry(item["value"], item["label"], item["source"] or "")
            for item in self["extra"]
        ]


def default_title() -> str:
    return gettext("Key figures")


def _preview() -> dict[str, Any]:
    return {
        "title": default_title(),
        "show_participation": True,
        "extra": [
            {
                "value": gettext("€500,000"),
                "label": gettext("for the projects of residents"),
                "source": gettext("Budget voted on 15 December"),
            }
        ],
    }


def _examples() -> list[FigureEntry]:
    return [
        FigureEntry(_shown(351), gettext("contributions")),
        FigureEntry(_shown(195), gettext("from groups")),
        FigureEntry(_shown(1559), gettext("people took part")),
    ]


class KeyFiguresBlock(CivicStructBlock):
    """Figures. Template context: ``value``, ``figures`` (list of :class:`FigureEntry`), ``id``."""

    title = blocks.CharBlock(max_length=120, default=default_title, label=_("Title"))
    show_participation = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Show the figures of this campaign"),
        help_text=_("Contributions, groups, people: counted, never typed."),
    )
    extra = blocks.ListBlock(ExtraFigureBlock(), default=[], label=_("Other figures"))

    def get_context(
        self, value: KeyFiguresValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        is_preview = context.get("block_def") is self
        computed = _examples() if is_preview else value.computed(context.get("page"))
        context["figures"] = [*computed, *value.extra()]
        return context

    def api_extra(self, value: KeyFiguresValue, context: dict[str, Any]) -> dict[str, Any]:
        figures = [*value.computed(context.get("page")), *value.extra()]
        return {"figures": [asdict(figure) for figure in figures]}

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return {"figures": shapes.array(shapes.of(FigureEntry))}

    class Meta:
        value_class = KeyFiguresValue
        label = _("Key figures")
        description = _("How many contributed, and the figures that matter to the project.")
        group = Groups.PARTICIPATE
        icon = "civic-chart"
        template = "civic_blocks/blocks/key_figures.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(children=["title", "extra"], settings=["show_participation"])
