"""A vote on the page of its campaign, or anywhere."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_pages.voting.state import VoteState, result_of, state_of, when


def _preview() -> dict[str, Any]:
    return {"title": gettext("Vote for the projects"), "text": "", "page": None}


class VoteBlock(CivicStructBlock):
    """Leads to a vote and says where it stands. Context: ``value``, ``vote``, ``state``, ``closes_at``."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    text = blocks.TextBlock(required=False, max_length=400, rows=2, label=_("Text"))
    page = blocks.PageChooserBlock(page_type="civic_pages.VotePage", label=_("Vote"))

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        vote = _vote(value)
        if vote is not None and _is_for_readers_of(context.get("page"), vote):
            now = context.get("now") or timezone.now()
            state = state_of(vote, now)
            context |= {
                "vote": vote,
                "state": state,
                "when": when(vote.campaign.schedule, now, state),
                "number": len(vote.shown_options),
            }
        return context

    def api_extra(self, value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
        vote = _vote(value)
        if vote is None or vote.get_view_restrictions().exists():
            return {"vote": None}
        state = state_of(vote, context.get("now") or timezone.now())
        winners = []
        result = result_of(vote) if state is VoteState.RESULTS else None
        if result is not None:
            winners = [row["title"] for row in result.rows if row["wins"]]
        return {
            "vote": {
                "id": vote.pk,
                "title": vote.title,
                "url": faces.absolute(vote.url or "", context),
                "state": state.value,
                "winners": winners,
            }
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        vote = {
            "id": shapes.WHOLE,
            "title": shapes.TEXT,
            "url": shapes.ADDRESS,
            "state": shapes.one_of(VoteState),
            "winners": shapes.array(shapes.TEXT),
        }
        return {"vote": shapes.nullable(shapes.obj(vote))}

    class Meta:
        label = _("Vote")
        description = _("Leads to a vote: what is asked, until when, and its result.")
        group = Groups.PARTICIPATE
        icon = "tick-inverse"
        template = "civic_pages/blocks/vote.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)


def _vote(value: blocks.StructValue) -> Any:
    """Return the vote that was chosen, where it is online."""
    page = value["page"]
    return page.specific if page is not None and page.live else None


def _is_for_readers_of(page: Any, vote: Any) -> bool:
    """Tell whether whoever may read a page, or is nobody in particular, may read a vote too."""
    asked = set(vote.get_view_restrictions().values_list("pk", flat=True))
    if not asked or page is None or page.pk is None:
        return not asked
    return asked <= set(page.get_view_restrictions().values_list("pk", flat=True))


def ours() -> list[tuple[str, Any]]:
    return [("vote", VoteBlock())]
