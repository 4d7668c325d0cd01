"""A video that asks nobody else anything before the visitor says so."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from civic_blocks import conf
from civic_blocks.blocks.base import CivicStructBlock


class VideoValue(blocks.StructValue):
    @property
    def host(self) -> str:
        """Name of the video's host, as the visitor is told: "www.youtube.com"."""
        return urlsplit(self.get("url") or "").hostname or ""

    @property
    def embed_url(self) -> str:
        """Address to frame once the visitor consents; empty for a host that is not allowed."""
        prefix = conf.get("VIDEO_HOSTS").get(self.host)
        address = urlsplit(self.get("url") or "")
        identifier = parse_qs(address.query).get("v", [address.path.strip("/")])[0]
        if not prefix or not identifier.replace("-", "").replace("_", "").isalnum():
            return ""
        return f"{prefix}{identifier}"


class VideoBlock(CivicStructBlock):
    """A video of an allowed host: a link without JavaScript, a player after consent with it."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    url = blocks.URLBlock(label=_("Address of the video"))
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        required=False,
        features=["bold", "italic", "ol", "ul"],
        help_text=_("The text of what is said and shown, for those who cannot hear or see it."),
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if cleaned["url"] and not cleaned.embed_url:
            message = _("Videos may come from: %(hosts)s.") % {
                "hosts": ", ".join(conf.get("VIDEO_HOSTS"))
            }
            raise StructBlockValidationError({"url": ValidationError(message)})
        return cleaned

    def api_extra(self, value: VideoValue, context: dict[str, Any]) -> dict[str, Any]:
        return {"embed_url": value.embed_url}

    class Meta:
        value_class = VideoValue
        label = _("Video")
        description = _("A player that loads only after the visitor's consent.")
        icon = "media"
        template = "civic_blocks/blocks/video.html"
        label_format = "{title}"
        form_layout = BlockGroup(children=["title", "url"], settings=["transcript"])
        preview_value = {
            "title": "La réunion de lancement",
            "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
            "transcript": "",
        }
