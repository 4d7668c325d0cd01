"""The demo, served from a copy and seen through a browser: what ``screenshots.py`` works with."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect


ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/images/first-campaign"
LARGEST = 120_000  # bytes of a picture
WIDTH, HEIGHT = 1280, 900  # pixels
# Calendars that open at the edge of the form push it aside.
TO_THE_LEFT = (
    "() => document.querySelectorAll('*').forEach((e) => { if (e.scrollLeft) e.scrollLeft = 0; })"
)


def manage(database: Path, *command: str, **options: str) -> subprocess.Popen[bytes]:
    """Start ``manage.py`` on a database of ours, with plain ground in place of map tiles."""
    own = {
        "DATABASE_URL": f"sqlite:///{database}",
        "MEDIA_ROOT": str(database.parent / "media"),
        "PRIVATE_MEDIA_ROOT": str(database.parent / "private"),
        "CIVIC_TILE_URL": "",
        "CIVIC_BASE_MAPS": "[]",
        "CIVIC_GEOCODER": "",
        **options,
    }
    environment = {**os.environ, **own}
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment
    )


def demo(kept: Path, scratch: Path) -> Path:
    """Return a fresh copy of the demo's database; ``kept`` holds it, and is made where it is missing."""
    database = kept / "demo.sqlite3"
    if not (kept / "ready").exists():
        kept.mkdir(parents=True, exist_ok=True)
        if manage(database, "demo", "--quiet").wait():
            raise SystemExit("The demo could not be loaded.")
        (kept / "ready").touch()
    shutil.copytree(kept, scratch, dirs_exist_ok=True)
    return scratch / "demo.sqlite3"


@contextmanager
def served(database: Path, port: int) -> Iterator[str]:
    """Serve the demo while the block runs; give its address."""
    base = f"http://127.0.0.1:{port}"
    mails = f"filemail:///{database.parent}/mails"
    server = manage(database, "runserver", "--noreload", str(port), EMAIL_URL=mails)
    try:
        for _attempt in range(120):
            try:
                urlopen(f"{base}/healthz", timeout=2).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.5)
        yield base
    finally:
        server.terminate()
        server.wait()


class Camera:
    """Takes the pictures, small ones."""

    def __init__(self) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)

    def take(
        self,
        page: Page,
        name: str,
        *,
        top: Locator | None = None,
        height: int = 720,
        lower: bool = False,
    ) -> None:
        """Store what is on screen, from ``top`` on, as a PNG of few colours.

        Args:
            lower: the lower part of the screen, not the upper.
        """
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(700)  # What slides in has arrived.
        # Wagtail saves by itself while one types.
        expect(page.get_by_text("Enregistrement…").filter(visible=True)).to_have_count(0)
        if top is not None:
            top.first.evaluate(
                "e => { e.style.scrollMarginTop = '130px'; e.scrollIntoView({behavior: 'instant'}); }"
            )
        page.evaluate(TO_THE_LEFT)
        page.wait_for_timeout(300)
        data = page.screenshot(
            animations="disabled",
            caret="hide",
            clip={"x": 0, "y": HEIGHT - height if lower else 0, "width": WIDTH, "height": height},
        )
        target = PICTURES / f"{name}.png"
        for colours in (128, 64, 32):
            picture = (
                Image.open(BytesIO(data)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
            )
            picture.save(target, optimize=True)
            if target.stat().st_size <= LARGEST:
                sys.stdout.write(
                    f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB\n"
                )
                return
        raise SystemExit(f"{target} is larger than {LARGEST} bytes.")


def opened(browser: Browser, base: str) -> Page:
    """Open an empty page, in French."""
    context = browser.new_context(
        base_url=base,
        viewport={"width": WIDTH, "height": HEIGHT},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("request", lambda request: refuse_others(request.url, base))
    return page


def refuse_others(url: str, base: str) -> None:
    if not url.startswith((base, "data:", "blob:", "about:")):
        raise SystemExit(f"Another host is asked: {url}")


def log_in(browser: Browser, base: str, username: str) -> Page:
    page = opened(browser, base)
    page.goto("/admin/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", f"nanterre-{username}")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page
