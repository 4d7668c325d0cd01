"""What an editor has on screen, saved or not: kept in the table of wagtail-headless-preview.

One row a page and editor, however often it is previewed; the package throws it away after a day.
"""

import json
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder


PACKAGE = "wagtail_headless_preview"


def _key(page: Any, user: Any) -> str:
    return f"civic:{page.pk}:{user.pk}"


def keep(page: Any, user: Any) -> None:
    """Keep what an editor previews; needs the package."""
    from wagtail_headless_preview.models import PagePreview

    PagePreview.garbage_collect()
    content = json.dumps(page.serializable_data(), cls=DjangoJSONEncoder)
    PagePreview.objects.update_or_create(
        token=_key(page, user),
        defaults={"content_type": page.cached_content_type, "content_json": content},
    )


def last(page: Any, user: Any) -> Any:
    """Return a campaign as its editor last previewed it; ``None`` where nothing is kept of that."""
    if not apps.is_installed(PACKAGE):
        return None
    from wagtail_headless_preview.models import PagePreview

    row = PagePreview.objects.filter(
        token=_key(page, user), content_type=page.cached_content_type
    ).first()
    return page.with_content_json(json.loads(row.content_json)) if row else None
