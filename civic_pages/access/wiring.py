"""Keys in Wagtail's admin: addresses, menu item, permission, audit log."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from civic_pages.access import actions, admin_views, log_actions
from civic_pages.access.acting import name_the_key
from civic_pages.participation import policy


class KeysMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, actions.MANAGE)


def menu_item() -> MenuItem:
    return KeysMenuItem(
        _("API keys"), reverse("civic_api_keys"), name="civic-api-keys", icon_name="key", order=700
    )


def urls() -> list[URLPattern]:
    one = "civic-api-keys/<int:pk>/"
    return [
        path("civic-api-keys/", admin_views.ListView.as_view(), name="civic_api_keys"),
        path("civic-api-keys/add/", admin_views.AddView.as_view(), name="civic_api_keys_add"),
        path(one, admin_views.KeyView.as_view(), name="civic_api_key"),
        path(f"{one}revoke/", admin_views.RevokeView.as_view(), name="civic_api_key_revoke"),
    ]


def permissions() -> QuerySet[Permission]:
    """Return what an administrator can grant in Wagtail's group editor."""
    ours = Permission.objects.filter(content_type__app_label="civic_pages")
    return ours.filter(codename="manage_apikey")


def register() -> None:
    """Register them; called once, by ``civic_pages.wagtail_hooks``."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_settings_menu_item", menu_item)
    hooks.register("register_permissions", permissions)
    hooks.register("register_log_actions", log_actions.register)
    pre_save.connect(name_the_key, dispatch_uid="civic_pages.access.name_the_key")
