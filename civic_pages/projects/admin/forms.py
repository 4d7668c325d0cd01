"""Editing a project in the Wagtail admin."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page

from civic_blocks.blocks.geo import parse_point
from civic_pages.participation import reach
from civic_pages.participation.desk.campaigns import campaign_models
from civic_pages.participation.models import Contribution, Status
from civic_pages.projects import actions
from civic_pages.projects.admin.point import PointField
from civic_pages.projects.choices import ProjectStatus
from civic_pages.projects.models import Project


FIELDS = (
    "campaign", "edition", "title", "summary", "description", "category", "scope", "sector",
    "address", "cost", "expected", "image", "image_alt",
)  # fmt: skip


def campaigns(user: Any, permission: str) -> Any:
    """Return the campaigns in which a user has a permission, by title."""
    known = Page.objects.type(*campaign_models()).order_by("title")
    return reach.within(known, user, permission, campaign="")


class ProjectForm(WagtailAdminModelForm):
    """What a project is; where it stands is told by steps, each with its day."""

    campaign = forms.ModelChoiceField(
        queryset=Page.objects.none(), label=gettext_lazy("Campaign"), empty_label=None
    )
    point = PointField(
        required=False,
        label=gettext_lazy("Place on the map"),
        help_text=gettext_lazy("Public. Leave it empty for a project of the whole city."),
    )
    ideas = forms.CharField(
        required=False,
        label=gettext_lazy("Ideas it grew out of"),
        help_text=gettext_lazy(
            "References of published contributions of this campaign, with commas between them."
        ),
        widget=forms.Textarea({"rows": 2}),
    )

    class Meta:
        model = Project
        fields: tuple[str, ...] = FIELDS
        widgets = {"image": AdminImageChooser, "summary": forms.Textarea({"rows": 2})}

    field_order = (
        "campaign", "edition", "title", "summary", "description", "cost", "scope", "category",
        "sector", "address", "point", "image", "image_alt", "expected", "ideas",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = actions.CHANGE if self.instance.pk else actions.ADD
        self.fields["campaign"].queryset = campaigns(self.for_user, needed)
        self.fields["sector"].help_text = gettext_lazy("Key of the neighbourhood, as in the perimeter of the campaign; told by the point where it is empty.")  # fmt: skip
        project = self.instance
        if project.pk:
            # Its reference begins with the campaign's code.
            self.fields["campaign"].disabled = True
            linked = project.contributions.order_by("reference")
            self.initial["ideas"] = ", ".join(linked.values_list("reference", flat=True))
            if project.is_placed:
                self.initial["point"] = f"{project.latitude}, {project.longitude}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("image") and not cleaned.get("image_alt"):
            self.add_error("image_alt", _("Say what the image shows, for those who cannot see it."))
        self.contributions = self._ideas(cleaned)
        point = parse_point(cleaned.get("point")) if cleaned.get("point") else None
        self.instance.latitude = point["lat"] if point else None
        self.instance.longitude = point["lng"] if point else None
        campaign: Any = cleaned["campaign"].specific if cleaned.get("campaign") else None
        if campaign is not None:
            self._place(cleaned, campaign, point)
        return cleaned

    def _place(self, cleaned: dict[str, Any], campaign: Any, point: Any) -> None:
        keys = [key for key, _name, _shape in campaign.territory.sectors]
        if cleaned.get("sector") and keys and cleaned["sector"] not in keys:
            told = _("There is no such sector. Known: %(keys)s.") % {"keys": ", ".join(keys)}
            self.add_error("sector", told)
        if point and not cleaned.get("sector"):
            cleaned["sector"] = campaign.territory.sector_of(point["lat"], point["lng"])

    def _ideas(self, cleaned: dict[str, Any]) -> list[Contribution]:
        names = list(dict.fromkeys(re.split(r"[\s,;]+", cleaned.get("ideas", "").strip())))
        names = [name for name in names if name]
        campaign = cleaned.get("campaign")
        if not names or campaign is None:
            return []
        known = Contribution.objects.filter(
            campaign_id=campaign.pk, status=Status.PUBLISHED, reference__in=names
        )
        found = {row.reference: row for row in known}
        if unknown := [name for name in names if name not in found]:
            told = _("No published contributions of this campaign: %(references)s.")
            self.add_error("ideas", told % {"references": ", ".join(unknown)})
        return list(found.values())


class NewProjectForm(ProjectForm):
    """The same with where it stands at the beginning, and whether everybody sees it."""

    class Meta(ProjectForm.Meta):
        fields = (*FIELDS, "status", "is_public")


class StatusForm(forms.Form):
    """The next step of some projects."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=ProjectStatus)
    on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=AdminDateInput,
        help_text=gettext_lazy("When it happened: today or earlier."),
    )
    note = forms.CharField(
        label=gettext_lazy("What happened"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Public. The same status again with a note is news about it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still ahead."))
        return day


class FromIdeasForm(forms.Form):
    """What a project that is made of ideas is called."""

    title = forms.CharField(
        label=gettext_lazy("Title of the project"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Empty: the title of the first idea."),
    )
    edition = forms.CharField(label=gettext_lazy("Edition"), required=False, max_length=20)
