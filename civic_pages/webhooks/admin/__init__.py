"""Webhooks in Wagtail's admin."""
