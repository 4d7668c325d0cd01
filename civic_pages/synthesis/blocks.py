"""What a synthesis is written with: themes of statements, and plain text between them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_pages.campaigns.rich_text import FEATURES


class CommitmentBlock(blocks.StructBlock):
    """What the city commits to; where it stands is kept apart, with its days."""

    text = blocks.TextBlock(required=False, max_length=600, label=_("the city commits to"))
    responsible = blocks.CharBlock(required=False, max_length=120, label=_("who is responsible"))
    due = blocks.CharBlock(required=False, max_length=60, label=_("by when"))

    class Meta:
        label = _("Commitment")
        icon = "tick-inverse"


class StatementBlock(blocks.StructBlock):
    """One finding; the contributions it rests on are citations of its block's id."""

    text = blocks.RichTextBlock(features=FEATURES, label=_("statement"))
    commitment = CommitmentBlock(required=False)

    class Meta:
        label = _("Statement")
        icon = "openquote"


class ThemeBlock(blocks.StructBlock):
    """A theme of a synthesis: a heading, an introduction, and statements."""

    title = blocks.CharBlock(max_length=150, label=_("title"))
    introduction = blocks.RichTextBlock(required=False, features=FEATURES, label=_("introduction"))
    statements = blocks.StreamBlock([("statement", StatementBlock())], label=_("Statements"))

    class Meta:
        label = _("Theme")
        icon = "folder-open-1"


class SynthesisStreamBlock(blocks.StreamBlock):
    """The body of a synthesis."""

    text = blocks.RichTextBlock(features=["h2", "h3", *FEATURES], label=_("Text"), icon="pilcrow")
    theme = ThemeBlock()
