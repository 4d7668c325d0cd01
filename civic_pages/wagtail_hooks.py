"""Wiring of civic_pages into the Wagtail admin; nothing is decided here."""

from wagtail import hooks

from civic_pages.participation.moderation import log_actions


hooks.register("register_log_actions", log_actions.register)
