"""A synthesis as a tagged PDF (PDF/UA-1): the page's own source, laid out for paper.

WeasyPrint makes it, which needs Pango on the machine; where either is missing no PDF is offered. No
address but those of our own static and media files is ever opened, and no font but those of the
machine. What was made is kept under the digest of the very HTML it was made of, so that a figure,
a citation or a status that has changed since, or a contribution that was withdrawn, is in the next
copy; and as several ask at once, one of them makes it and the others wait.
"""

import hashlib
import logging
import secrets
import time
from dataclasses import dataclass
from functools import cache as once
from typing import Any
from urllib.parse import unquote, urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from PIL import ImageFile

from civic_pages.campaigns.settings import DEFAULT_ACCENT, DEFAULT_PRIMARY, CivicSiteSettings
from civic_pages.synthesis.reading import reading


STYLES = "civic_pages/css/synthesis-pdf.css"
TEMPLATE = "civic_pages/synthesis_pdf.html"
KEEP_SECONDS = 7 * 24 * 3600
# Longer than the longest synthesis takes: whoever died while making one keeps others waiting so long.
MAKING_SECONDS = 60
WAIT_SECONDS, STEP_SECONDS = 30.0, 0.2
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Link:
    """Where the PDF is; ``size`` in bytes where one has been made already."""

    url: str
    size: int | None


@dataclass(frozen=True)
class Source:
    """What a PDF is made of; ``base`` is the address that relative links begin at."""

    html: str
    styles: str
    base: str
    language: str

    @property
    def digest(self) -> str:
        whole = "\0".join((self.html, self.styles, self.base, self.language))
        return hashlib.sha256(whole.encode()).hexdigest()


@once
def is_available() -> bool:
    """Tell whether this machine makes PDFs: whether WeasyPrint and Pango can be loaded."""
    # WeasyPrint tells Pillow to take broken images for whole ones, in the whole process: uploads
    # would be refused no more.
    strict = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = strict
    return True


def link(page: Any) -> Link:
    """Return the link to a synthesis as PDF."""
    return Link(f"{page.url or ''}{page.reverse_subpage('pdf')}", cache.get(_size_key(page)))


def source(page: Any, request: HttpRequest) -> Source:
    """Return what the PDF of a synthesis is made of now."""
    site = CivicSiteSettings.for_request(request)
    context = {
        **reading(page, request),
        "primary": site.overrides.get("--civic-color-primary", DEFAULT_PRIMARY),
        "accent": site.overrides.get("--civic-color-accent", DEFAULT_ACCENT),
        "site": site,
        "address": page.get_full_url(request),
    }
    html = render_to_string(TEMPLATE, context, request=request)
    base = urljoin(page.get_full_url(request) or request.build_absolute_uri("/"), "/")
    return Source(html, _static(STYLES).decode(), base, get_language() or "")


def made(page: Any, source: Source) -> bytes | None:
    """Return the PDF, made now unless it is kept; ``None`` where another maker takes too long."""
    key = f"civic-synthesis-{source.digest}"
    turn, token = f"{key}-making", secrets.token_hex(8)
    ends = time.monotonic() + WAIT_SECONDS
    while True:
        kept: bytes | None = cache.get(key)
        if kept is not None:
            return kept
        if cache.add(turn, token, MAKING_SECONDS):
            try:
                kept = render(source)
                cache.set(key, kept, KEEP_SECONDS)
                cache.set(_size_key(page), len(kept), KEEP_SECONDS)
            finally:
                # Whoever took longer than a turn lasts leaves that of the next alone.
                if cache.get(turn) == token:
                    cache.delete(turn)
            return kept
        if time.monotonic() > ends:
            return None
        time.sleep(STEP_SECONDS)


def render(source: Source) -> bytes:
    """Return a PDF of the HTML, opening no file but our own."""
    from weasyprint import CSS, HTML

    fetcher = _our_files_only(source.base)
    styles = CSS(string=source.styles, base_url=source.base, url_fetcher=fetcher)
    document = HTML(string=source.html, base_url=source.base, url_fetcher=fetcher)
    result: bytes = document.write_pdf(
        stylesheets=[styles], pdf_variant="pdf/ua-1", optimize_images=True, dpi=200
    )
    return result


def _our_files_only(base: str) -> Any:
    """Return what opens addresses for WeasyPrint: static and media files, without any network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    static, media = urljoin(base, settings.STATIC_URL), urljoin(base, settings.MEDIA_URL)

    class OurFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = unquote(url.partition("?")[0])
            if path.startswith(static):
                return URLFetcherResponse(url, _static(path.removeprefix(static)))
            if path.startswith(media):
                with default_storage.open(path.removeprefix(media)) as file:
                    return URLFetcherResponse(url, file.read())
            raise ValueError(f"Not a file of ours: {url}")

    return OurFiles()


def _static(name: str) -> bytes:
    """Return a static file, collected or not."""
    found = finders.find(name)
    if found:
        with open(found, "rb") as file:
            return file.read()
    with staticfiles_storage.open(name) as file:
        content: bytes = file.read()
        return content


def _size_key(page: Any) -> str:
    return f"civic-synthesis-size-{page.pk}-{get_language()}"
