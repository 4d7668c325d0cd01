"""Permissions on campaigns, in Wagtail's editor of groups: as those on pages are."""

from itertools import groupby
from typing import Any

from django import forms
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.users.forms import BaseGroupPagePermissionFormSet

from civic_pages.participation import reach
from civic_pages.participation.reach import GroupCampaignPermission


class CampaignPermissionsForm(forms.Form):
    """What a group may do in the campaigns at and beneath one page."""

    page = forms.ModelChoiceField(
        queryset=Page.objects.all(), widget=AdminPageChooser(show_edit_link=False)
    )
    permissions = forms.ModelMultipleChoiceField(
        queryset=reach.givable().order_by("pk"),
        to_field_name="codename",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class BaseCampaignPermissionFormSet(BaseGroupPagePermissionFormSet):
    """Wagtail's own formset of pages, over permissions of ours."""

    def __init__(
        self, data: Any = None, files: Any = None, instance: Any = None, prefix: str = ""
    ) -> None:
        prefix = prefix or "civic_campaign_permissions"
        super().__init__(data, files, instance=instance, prefix=prefix)
        self.initial = [
            {"page": page, "permissions": [given.permission for given in rows]}
            for page, rows in groupby(self._given(), lambda given: given.page)
        ]

    def _given(self) -> Any:
        if self.instance.pk is None:
            return []
        rows = GroupCampaignPermission.objects.filter(group=self.instance)
        return rows.select_related("page", "permission").order_by("page__path")

    @cached_property
    def permission_types(self) -> list[tuple[str, str, str]]:
        """(codename, short label, long label) in the order of the form's boxes."""
        found = reach.givable().order_by("pk")
        return [(each.codename, _(each.name), _(each.name)) for each in found]

    @transaction.atomic
    def save(self) -> None:
        """Make what the group holds what is ticked."""
        wanted = {
            (form.cleaned_data["page"].pk, permission.pk)
            for form in self.forms
            if form not in self.deleted_forms and "page" in form.cleaned_data
            for permission in form.cleaned_data["permissions"]
        }
        held = {(row.page_id, row.permission_id): row for row in self._given()}
        gone = [row.pk for key, row in held.items() if key not in wanted]
        GroupCampaignPermission.objects.filter(pk__in=gone).delete()
        GroupCampaignPermission.objects.bulk_create(
            GroupCampaignPermission(group=self.instance, page_id=page, permission_id=permission)
            for page, permission in sorted(wanted - held.keys())
        )

    def as_admin_panel(self) -> str:
        return render_to_string("civic_pages/admin/campaign_permissions.html", {"formset": self})


CampaignPermissionFormSet = forms.formset_factory(
    CampaignPermissionsForm, formset=BaseCampaignPermissionFormSet, extra=0, can_delete=True
)


def panel() -> Any:
    """Return the panel's class (the hook ``register_group_permission_panel``)."""
    return CampaignPermissionFormSet
