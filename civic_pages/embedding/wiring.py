"""Wiring of embedding into the Wagtail admin."""

from wagtail import hooks

from civic_pages.embedding import admin


def register() -> None:
    """Register our hooks; called once, from ``wagtail_hooks``."""
    hooks.register("register_admin_urls", admin.urls)
    hooks.register("register_page_header_buttons", admin.page_buttons)
