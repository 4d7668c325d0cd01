"""Permissions on campaigns, in Wagtail's editor of groups: as those on pages are."""

from itertools import groupby
from typing import Any

from django import forms
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.users.forms import BaseGroupPagePermissionFormSet

from civic_pages.participation import reach
from civic_pages.participation.reach import GroupCampaignPermission


# What can be ticked, desk by desk, in words that are read without the name of a model beside them.
DESKS: dict[Any, dict[str, Any]] = {
    gettext_lazy("Contributions"): {
        "moderate_contribution": gettext_lazy("Moderate"),
        "answer_contribution": gettext_lazy("Answer for the city"),
        "export_contribution": gettext_lazy("Export"),
        "enter_contribution": gettext_lazy("Enter from paper, import"),
    },
    gettext_lazy("Personal data"): {
        "view_contact": gettext_lazy("See e-mail addresses"),
        "view_exactlocation": gettext_lazy("See exact places"),
        "view_edition": gettext_lazy("See what was redacted"),
        "view_origin": gettext_lazy("See anomalies and where they come from"),
    },
    gettext_lazy("Comments"): {"moderate_comment": gettext_lazy("Moderate")},
    gettext_lazy("Votes"): {
        "enter_ballot": gettext_lazy("Type in paper ballots"),
        "count_ballots": gettext_lazy("Count and publish the result"),
    },
    gettext_lazy("Projects"): {
        "view_project": gettext_lazy("View"),
        "add_project": gettext_lazy("Add"),
        "change_project": gettext_lazy("Change"),
        "delete_project": gettext_lazy("Delete"),
    },
    gettext_lazy("Programs"): {"manage_apikey": gettext_lazy("Make API keys")},
}


class CampaignPermissionsForm(forms.Form):
    """What a group may do in the campaigns at and beneath one page."""

    page = forms.ModelChoiceField(
        queryset=Page.objects.all(), widget=AdminPageChooser(show_edit_link=False)
    )
    permissions = forms.ModelMultipleChoiceField(
        queryset=reach.givable(),
        to_field_name="codename",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def desks(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """Return (desk, (checkbox, label) of each permission), in the order of ``DESKS``."""
        boxes = {str(box.data["value"]): box for box in self["permissions"]}
        return [
            (desk, [(boxes[codename], label) for codename, label in labels.items()])
            for desk, labels in DESKS.items()
        ]


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
