"""A video of another site, which learns nothing of the visitor before the visitor agrees."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from civic_blocks import conf
from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock
from civic_blocks.blocks.text import SMALL_FEATURES


# Names people know; another host is called by its own name.
PROVIDERS = {"www.youtube.com": "YouTube", "youtu.be": "YouTube", "vimeo.com": "Vimeo"}
VIDEO_PATH = re.compile(
    r"^/(?:embed/|shorts/|live/|w/|video/|videos/watch/|videos/embed/)?([\w-]{6,64})/?$"
)
VIMEO_PATH = re.compile(r"^/(\d{6,12})(?:/([0-9a-f]{6,16}))?/?$")
NO_VIDEO = frozenset({"watch", "playlist", "results", "channel", "videos"})


@dataclass(frozen=True)
class VideoAddress:
    """Where a video is: the page people can open, the address to frame, and who is behind it."""

    page_url: str
    embed_url: str
    provider: str


def _allowed_host(name: str) -> str:
    """Return the allowed host that ``name`` stands for (with or without "www." or "m."), or ""."""
    bare = name.removeprefix("www.").removeprefix("m.")
    hosts = conf.get("VIDEO_HOSTS")
    return next((host for host in (name, bare, f"www.{bare}") if host in hosts), "")


def _embed_path(host: str, path: str, query: str) -> str:
    """Return what follows the embed address prefix of a host, "" where that is no video."""
    if host == "vimeo.com":
        found = VIMEO_PATH.match(path)
        if found is None:
            return ""
        return found[1] + (f"?h={found[2]}" if found[2] else "")
    named = parse_qs(query).get("v", [""])[0]
    found = VIDEO_PATH.match(f"/{named}" if path == "/watch" else path)
    return found[1] if found and found[1] not in NO_VIDEO else ""


def parse_video(url: str) -> VideoAddress | None:
    """Return where the video of a page is framed from; ``None`` where we may or can not."""
    try:
        parts = urlsplit(url)
        host = _allowed_host((parts.hostname or "").lower())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    video = _embed_path(host, parts.path, parts.query)
    if not video:
        return None
    prefix: str = conf.get("VIDEO_HOSTS")[host]
    return VideoAddress(url, f"{prefix}{video}", PROVIDERS.get(host, host))


class VideoValue(blocks.StructValue):
    @property
    def address(self) -> VideoAddress | None:
        """Where it is; ``None`` where its host is not allowed (any more)."""
        return parse_video(self["url"] or "")


def _preview() -> dict[str, Any]:
    return {
        "title": gettext("The project in two minutes"),
        "url": "https://vimeo.com/76979871",
        "transcript": "<p>{}</p>".format(
            gettext("The mayor walks across the square and tells what may change.")
        ),
        "poster": None,
    }


class VideoBlock(CivicStructBlock):
    """A video behind consent. Template context: ``value``, ``video`` (:class:`VideoAddress`), ``id``."""

    title = blocks.CharBlock(
        max_length=160, label=_("Title"), help_text=_("Says what the video shows.")
    )
    url = blocks.URLBlock(
        label=_("Address of the video"),
        help_text=_("The page of the video, as in the address bar of your browser."),
    )
    transcript = blocks.RichTextBlock(
        required=False,
        features=SMALL_FEATURES,
        label=_("Transcript"),
        help_text=_("For people who cannot hear or see it: what is said, and what is shown."),
    )
    poster = ImageBlock(
        required=False,
        label=_("Image shown before"),
        help_text=_("Comes from this site: nothing is asked of the video's host."),
    )

    def clean(self, value: VideoValue) -> VideoValue:
        cleaned: VideoValue = super().clean(value)
        if cleaned["url"] and cleaned.address is None:
            hosts = ", ".join(sorted(conf.get("VIDEO_HOSTS")))
            message = _("This is not the page of a video on %(hosts)s.") % {"hosts": hosts}
            raise StructBlockValidationError({"url": ValidationError(message)})
        return cleaned

    def get_context(
        self, value: VideoValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["video"] = value.address
        return context

    def api_extra(self, value: VideoValue, context: dict[str, Any]) -> dict[str, Any]:
        video = value.address
        return {
            "provider": video.provider if video else "",
            "embed_url": video.embed_url if video else "",
            "transcript_html": faces.html(value["transcript"]),
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return dict.fromkeys(("provider", "embed_url", "transcript_html"), shapes.TEXT)

    class Meta:
        value_class = VideoValue
        label = _("Video")
        description = _("A video of another site, asked for only once the visitor agrees.")
        icon = "media"
        template = "civic_blocks/blocks/video.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(children=["title", "url", "transcript"], settings=["poster"])
