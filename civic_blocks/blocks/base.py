"""What every civic block has: a preview, a group, and a typed face for the API."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.api import faces, schemas, shapes
from civic_blocks.api.shapes import Schema


class Groups:
    """Headings of the block picker."""

    PARTICIPATE = _("Take part")
    DECISION = _("Follow the decision")
    CONTENT = _("Text and media")


class CivicStructBlock(blocks.StructBlock):
    """Base of our blocks.

    Subclasses give ``label``, ``icon``, ``group``, ``description``, ``template`` and
    ``preview_value`` in ``Meta``; the preview page is ours, with the public style sheet.

    The API tells the children, each by its own face, and what :meth:`api_extra` adds, which
    :meth:`api_extra_schema` describes::

        class PetitionBlock(CivicStructBlock):
            goal = blocks.IntegerBlock()

            def api_extra(self, value, context):
                return {"signed": signatures(context.get("page"))}

            def api_extra_schema(self):
                return {"signed": {"type": "integer"}}

    Attributes:
        api_hidden: names of children that the API does not tell.
    """

    api_hidden: ClassVar[frozenset[str]] = frozenset()

    def get_api_representation(
        self, value: blocks.StructValue | None, context: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """Return JSON-able data; for a whole page ask ``civic_blocks.api.faces`` instead.

        Args:
            context: ``page``, ``request``, ``now`` and ``id`` (of the block), each may be missing.
        """
        given = context or {}
        found: dict[str, Any] | None = faces.settle(self.api_face(value, given), given)
        return found

    def api_face(
        self, value: blocks.StructValue | None, context: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Return what the API tells, to be settled: children, then whatever is computed."""
        if value is None:
            return None
        extra = self.api_extra(value, context)
        return {**faces.children(self, value, context, self.api_hidden | set(extra)), **extra}

    def api_schema(self) -> Schema:
        """Return the JSON Schema (2020-12) of what the API tells."""
        extra = self.api_extra_schema()
        told = {**schemas.members(self, self.api_hidden | set(extra)), **extra}
        return shapes.obj(told)

    def api_extra(self, value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
        """Return what the API should say beyond the stored children; nothing by default.

        A name of a child takes its place. ``faces.image``, ``faces.document`` and
        ``faces.rich_text`` may be in it anywhere: they are read together at the end.
        """
        return {}

    def api_extra_schema(self) -> dict[str, Schema]:
        """Return the schema of each member of ``api_extra``, all of which it always gives."""
        return {}

    class Meta:
        preview_template = "civic_blocks/preview.html"
        group = Groups.CONTENT
