"""Anti-abuse in the Wagtail admin: reports by citizens, anomalies, exclusion."""

from wagtail import hooks

from civic_pages.participation.moderation import anomaly_report, citizen_reports, excluding


def register() -> None:
    """Register them; called once, by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_admin_urls", citizen_reports.urls)
    hooks.register("register_reports_menu_item", citizen_reports.menu_item)
    hooks.register("construct_homepage_summary_items", citizen_reports.add_summary_items)
    hooks.register("register_admin_urls", anomaly_report.urls)
    hooks.register("register_reports_menu_item", anomaly_report.menu_item)
    hooks.register("register_bulk_action", excluding.ExcludeBulkAction)
    hooks.register("register_bulk_action", excluding.ReadmitBulkAction)
    hooks.register("register_log_actions", excluding.register_log_actions)
