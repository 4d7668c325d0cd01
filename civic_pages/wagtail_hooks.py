"""Wiring of civic_pages into the Wagtail admin; nothing is decided here."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from civic_pages.access import wiring as access
from civic_pages.campaigns import (
    agenda,
    content_checks,
    data_protection,
    elements,
    form_changes,
    home_checks,
    map_panel,
    preview_links,
    timeline_import,
)
from civic_pages.campaigns.explorer import PortalViewSet
from civic_pages.campaigns.territories import TerritoryPresetViewSet
from civic_pages.deliberation import text_wiring as texts
from civic_pages.deliberation import wiring as deliberation
from civic_pages.embedding import wiring as embedding
from civic_pages.following import wiring as following
from civic_pages.participation.desk import wiring as desk
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation import abuse_wiring as abuse
from civic_pages.participation.moderation import (
    deletion,
    demand,
    duplicates,
    exports,
    group_panel,
    home,
    homes_report,
    log_actions,
    reports,
    versions,
)
from civic_pages.participation.moderation import wiring as moderation
from civic_pages.participation.moderation.bulk_actions import PublishBulkAction, RejectBulkAction
from civic_pages.participation.moderation.viewsets import ContributionViewSet
from civic_pages.participation.policy import ContributionPermissionPolicy
from civic_pages.participation.privacy.ours import ours
from civic_pages.participation.similar import wiring as similar
from civic_pages.projects import wiring as projects
from civic_pages.synthesis import wiring as synthesis
from civic_pages.voting import wiring as voting
from civic_pages.webhooks import wiring as webhooks


register_permission_policy(Contribution, ContributionPermissionPolicy(Contribution))

hooks.register("register_admin_viewset", ContributionViewSet)
hooks.register("register_admin_viewset", PortalViewSet)
hooks.register("register_admin_viewset", TerritoryPresetViewSet)
hooks.register("register_bulk_action", PublishBulkAction)
hooks.register("register_bulk_action", RejectBulkAction)
hooks.register("register_group_permission_panel", group_panel.panel)
hooks.register("register_log_actions", log_actions.register)
moderation.register()
abuse.register()
synthesis.register()
deliberation.register()
similar.register()
following.register()
projects.register()
hooks.register("register_admin_urls", reports.urls)
hooks.register("register_admin_urls", desk.urls)
hooks.register("register_admin_menu_item", desk.menu_item)
hooks.register("register_reports_menu_item", reports.menu_item)
hooks.register("register_admin_urls", exports.urls)
hooks.register("register_reports_menu_item", exports.menu_item)
hooks.register("register_civic_erasers", ours, order=-100)
hooks.register("register_admin_urls", data_protection.urls)
hooks.register("register_admin_menu_item", data_protection.menu_item)
hooks.register("register_admin_urls", duplicates.urls)
hooks.register("register_admin_urls", homes_report.urls)
hooks.register("register_admin_urls", demand.urls)
hooks.register("register_reports_menu_item", demand.menu_item)
hooks.register("register_page_header_buttons", demand.page_buttons)
hooks.register("register_reports_menu_item", homes_report.menu_item)
hooks.register("register_reports_menu_item", duplicates.menu_item)
hooks.register("construct_homepage_summary_items", home.add_summary_items)
hooks.register("construct_homepage_panels", home.add_panels)
hooks.register("construct_homepage_panels", agenda.add_panels)
hooks.register("construct_wagtail_userbar", content_checks.use_our_checker)
hooks.register("register_admin_urls", versions.urls)
hooks.register("register_page_header_buttons", versions.page_buttons)
hooks.register("register_admin_urls", timeline_import.urls)
hooks.register("register_page_header_buttons", timeline_import.page_buttons)
preview_links.register()
texts.register()
hooks.register("register_civic_elements", elements.ours)
hooks.register("before_edit_page", form_changes.before_edit_page)
hooks.register("after_edit_page", form_changes.after_edit_page)
hooks.register("after_edit_page", home_checks.warn_of_homes)
hooks.register("after_create_page", home_checks.warn_of_homes)
hooks.register("after_edit_page", map_panel.tell)
hooks.register("after_create_page", map_panel.tell)
hooks.register("before_delete_page", deletion.before_delete_page)
hooks.register("before_bulk_action", deletion.before_bulk_action)
voting.register()
embedding.register()
webhooks.register()
access.register()
