"""Projects that grow out of citizens' ideas, followed until they are realised."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import Page

from civic_pages.participation.searching import searchable
from civic_pages.projects.choices import TRANSITIONS, ProjectStatus, Scope
from civic_pages.projects.pages import AbstractProjectListPage, ProjectListPage
from civic_pages.projects.querysets import ProjectQuerySet


__all__ = [
    "AbstractProjectListPage",
    "Project",
    "ProjectListPage",
    "ProjectStatus",
    "ProjectStep",
    "Scope",
]


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
    # As the city announces it: "spring 2027", "end of 2026".
    expected = models.CharField(max_length=60, blank=True, verbose_name=_("realisation expected"))
    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("image"),
    )
    image_alt = models.CharField(max_length=200, blank=True, verbose_name=_("what the image shows"))
    contributions = models.ManyToManyField(
        "civic_pages.Contribution",
        blank=True,
        related_name="projects",
        verbose_name=_("ideas it grew out of"),
    )
    is_public = models.BooleanField(default=True, verbose_name=_("published"))
    # What it is called in the file it was imported from: a second import finds it again.
    external_id = models.CharField(max_length=100, blank=True, verbose_name=_("external id"))
    # What a search looks in: title, summary, description and place, as :mod:`searching` stores it.
    search_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects = ProjectQuerySet.as_manager()

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
            ),
            models.UniqueConstraint(
                name="civic_project_external_once",
                fields=["campaign", "external_id"],
                condition=~models.Q(external_id=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["campaign", "is_public", "status", "reference"], name="civic_project_list"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Fill what follows from the rest; ``bulk_create`` calls no ``save``."""
        told = (self.reference, self.title, self.summary, self.description, self.address)
        self.search_text = searchable(" ".join(told))

    def may_become(self, status: str) -> bool:
        """Tell whether this status leads to another."""
        return status in TRANSITIONS[self.status]

    @property
    def is_placed(self) -> bool:
        return self.latitude is not None


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
        indexes: ClassVar = [
            models.Index(fields=["project", "status"], name="civic_project_step"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.status} {self.on}"
