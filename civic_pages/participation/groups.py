"""The two groups a city works with, and what each may do."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet


EDITORS = "Rédaction"
MODERATORS = "Modération"
DATA_OFFICERS = "Protection des données"

# Reasons, outcomes and e-mails in the city's own words.
_WORDINGS = tuple(
    f"{verb}_{model}"
    for model in ("rejectionreason", "outcome", "mailtemplate")
    for verb in ("add", "change", "delete", "view")
)
_PROJECTS = tuple(f"{verb}_project" for verb in ("add", "change", "view"))
MODERATOR_PERMISSIONS = (
    "access_admin",
    "view_contribution",
    "moderate_contribution",
    "moderate_comment",
    "export_contribution",
    "enter_contribution",
    "answer_contribution",
    "enter_ballot",
    "count_ballots",
    "view_contact",
    "view_exactlocation",
    "view_edition",
    "view_origin",
    *_WORDINGS,
    # They make projects of ideas; what becomes of these is the editors' too.
    *_PROJECTS,
)
DATA_OFFICER_PERMISSIONS = (
    "access_admin",
    "view_contribution",
    "view_contact",
    "view_exactlocation",
    "view_edition",
    "view_origin",
    "export_contribution",
    "erase_person",
)
EDITOR_PERMISSIONS = (
    "access_admin",
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
    # Ready territories, of which campaigns take a copy.
    *(f"{verb}_territorypreset" for verb in ("add", "change", "delete", "view")),
    *_PROJECTS,
    "delete_project",
)
GROUPS = {
    EDITORS: EDITOR_PERMISSIONS,
    MODERATORS: MODERATOR_PERMISSIONS,
    DATA_OFFICERS: DATA_OFFICER_PERMISSIONS,
}
_APPS = ("civic_pages", "wagtailadmin", "wagtailimages", "wagtaildocs")
EDITOR_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")


def page_permissions() -> QuerySet[Permission]:
    """Return what editors may do with pages beneath a portal."""
    return Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=EDITOR_PAGE_PERMISSIONS
    )


def _collection_permissions(group: Group) -> None:
    """Images and documents are permitted by collection in Wagtail, not by model."""
    from wagtail.models import Collection, GroupCollectionPermission

    root = Collection.get_first_root_node()
    if root is None:
        return
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        codename__in=EDITOR_PERMISSIONS,
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )


def _make_permissions() -> None:
    """Make the permissions of all apps we draw on: their own turn may come after ours."""
    for label in _APPS:
        create_permissions(apps.get_app_config(label), verbosity=0)


def create_groups(**kwargs: Any) -> None:
    """Make the groups that are missing; a city's own changes to those it has are kept.

    Runs after every ``migrate``.
    """
    migrated = kwargs.get("apps")
    if migrated is not None and "contribution" not in migrated.all_models.get("civic_pages", {}):
        return  # Only some apps were migrated: our tables are not there yet.
    if Group.objects.filter(name__in=GROUPS).count() == len(GROUPS):
        return
    _make_permissions()
    for name, codenames in GROUPS.items():
        if Group.objects.filter(name=name).exists():
            continue
        permissions = Permission.objects.filter(
            codename__in=codenames,
            content_type__app_label__in=_APPS,
        )
        group = Group.objects.create(name=name)
        group.permissions.set(
            permissions.filter(content_type__app_label__in=("civic_pages", "wagtailadmin"))
        )
        if name == EDITORS:
            _collection_permissions(group)
