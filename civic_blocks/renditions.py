"""Sizes in which images are offered, read for many images at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.shortcuts import get_renditions_or_not_found


WIDTHS = (480, 960, 1440)
SPECS = [f"width-{width}|format-webp|preserve-svg" for width in WIDTHS]


def prefetch_renditions(images: Iterable[Any]) -> None:
    """Read the renditions of all images (``None`` among them is skipped) with one query."""
    found = [
        image
        for image in images
        if image is not None and not hasattr(image, "prefetched_renditions")
    ]
    if found:
        renditions = found[0].get_rendition_model().objects.all()
        prefetch_related_objects(
            found, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions")
        )


def renditions_of(image: Any) -> list[Any]:
    """Return the renditions of an image, narrowest first, made where they are missing.

    A small image is not enlarged: those of one width are one.
    """
    found = {each.width: each for each in get_renditions_or_not_found(image, SPECS).values()}
    return [found[width] for width in sorted(found)]
