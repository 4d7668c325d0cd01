"""Projects that grow out of citizens' ideas, followed until they are realised."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import Page


class ProjectStatus(TextChoices):
    """From an idea that is looked into to a thing in the street."""

    STUDY = "study", _("Being studied")
    INFEASIBLE = "infeasible", _("Cannot be done")
    VOTE = "vote", _("At the vote")
    NOT_CHOSEN = "not_chosen", _("Not chosen")
    CHOSEN = "chosen", _("Chosen")
    DESIGN = "design", _("Being prepared")
    WORKS = "works", _("Works in progress")
    DONE = "done", _("Realised")
    ABANDONED = "abandoned", _("Abandoned")


class Scope(TextChoices):
    """For whom a project is."""

    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    CITY = "city", _("Whole city")


class Project(models.Model):
    """A project of a participatory budget, or of any campaign. ``cost`` in whole euros.

    Its place is public: a project is the city's, no home.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="civic_projects", verbose_name=_("campaign")
    )
    reference = models.CharField(max_length=32, unique=True, verbose_name=_("reference"))
    edition = models.CharField(max_length=20, blank=True, verbose_name=_("edition"))
    title = models.CharField(max_length=200, verbose_name=_("title"))
    summary = models.CharField(max_length=300, blank=True, verbose_name=_("summary"))
    description = models.TextField(max_length=8000, blank=True, verbose_name=_("description"))
    category = models.CharField(max_length=150, blank=True, verbose_name=_("category"))
    scope = models.CharField(
        max_length=15, choices=Scope, default=Scope.NEIGHBOURHOOD, verbose_name=_("scope")
    )
    sector = models.CharField(max_length=50, blank=True, verbose_name=_("sector"))
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True, verbose_name=_("place"))
    cost = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("cost (euros)"))
    status = models.CharField(
        max_length=12, choices=ProjectStatus, default=ProjectStatus.STUDY, verbose_name=_("status")
    )
    image = models.ForeignKey(
        get_image_model_string(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    image_alt = models.CharField(max_length=200, blank=True)
    contributions = models.ManyToManyField(
        "civic_pages.Contribution",
        blank=True,
        related_name="projects",
        verbose_name=_("ideas it grew out of"),
    )
    is_public = models.BooleanField(default=True, verbose_name=_("published"))
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        default_permissions = ("view", "add", "change", "delete")
        ordering = ("reference",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="civic_project_whole_point",
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["campaign", "is_public", "status", "reference"], name="civic_project_list"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class ProjectStep(models.Model):
    """A status a project came to, with the day and what there is to say: its history."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=12, choices=ProjectStatus, verbose_name=_("status"))
    on = models.DateField(verbose_name=_("day"))
    note = models.TextField(max_length=1000, blank=True, verbose_name=_("what happened"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("step of a project")
        verbose_name_plural = _("steps of projects")
        default_permissions = ()
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.project_id} {self.status} {self.on}"
