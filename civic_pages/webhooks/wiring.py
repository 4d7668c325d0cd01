"""Wiring of webhooks into Wagtail's admin; nothing is decided here."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from civic_pages.webhooks import log_actions, retention
from civic_pages.webhooks.admin import home, log_views, verbs, viewset


class LogMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return log_views.may_see(request.user)


def log_item() -> MenuItem:
    return LogMenuItem(
        gettext_lazy("Events sent"),
        reverse("civic_webhook_log"),
        name="civic-webhook-log",
        icon_name="history",
        order=170,
    )


def urls() -> list[URLPattern]:
    log = log_views.LogView
    return [
        path("reports/civic-webhooks/", log.as_view(), name="civic_webhook_log"),
        path(
            "reports/civic-webhooks/results/",
            log.as_view(results_only=True),
            name="civic_webhook_log_results",
        ),
        path(
            "reports/civic-webhooks/<int:pk>/",
            log_views.DeliveryView.as_view(),
            name="civic_webhook_delivery",
        ),
        path(
            "reports/civic-webhooks/<int:pk>/again/",
            verbs.replay_one,
            name="civic_webhook_replay",
        ),
        path("civic-webhooks/<int:pk>/<str:verb>/", verbs.do, name="civic_webhook_do"),
    ]


def register() -> None:
    """Register our hooks; called once, from ``wagtail_hooks``."""
    hooks.register("register_admin_viewset", viewset.WebhookViewSet)
    hooks.register("register_admin_urls", urls)
    hooks.register("register_reports_menu_item", log_item)
    hooks.register("register_log_actions", log_actions.register)
    hooks.register("register_civic_erasers", retention.ours)
    hooks.register("construct_homepage_panels", home.add_panels)
