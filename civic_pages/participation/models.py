"""Citizens' contributions, and what belongs to them. State changes live in ``actions``."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_blocks.definitions import FormDefinition
from civic_pages.participation.choices import (
    TRANSITIONS,
    Kind,
    Moderation,
    Precision,
    Source,
    Status,
)
from civic_pages.participation.counts import PlacedUnder, PublicAreas, Tally
from civic_pages.participation.querysets import ContributionQuerySet


__all__ = [
    "TRANSITIONS",
    "Contact",
    "Contribution",
    "ExactLocation",
    "FormVersion",
    "Kind",
    "Moderation",
    "PlacedUnder",
    "Precision",
    "PublicAreas",
    "ReferenceCounter",
    "Source",
    "Status",
    "Tally",
]


class FormVersion(models.Model):
    """A form as it was when somebody answered it: never changed, so old answers stay readable."""

    campaign = models.ForeignKey(
        Page, on_delete=models.PROTECT, related_name="+", verbose_name=_("campaign")
    )
    form_id = models.CharField(max_length=64, verbose_name=_("form"))
    number = models.PositiveIntegerField(verbose_name=_("version"))
    digest = models.CharField(max_length=64)
    definition_data = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "form_id", "digest"], name="civic_form_version_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "form_id", "number"], name="civic_form_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition.title} (v{self.number})"

    @cached_property
    def definition(self) -> FormDefinition:
        return FormDefinition.from_dict(self.definition_data)


class ReferenceCounter(models.Model):
    """Last number given for a campaign code and year; one row, locked while a number is taken."""

    code = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "year"], name="civic_reference_counter")
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.year}"


class Contribution(models.Model):
    """What a citizen or a group said in a campaign.

    ``latitude``, ``longitude`` and ``cell_key`` are the *public* point, only what the campaign's
    precision allows; the exact one is an :class:`ExactLocation`. ``precision`` copies the
    campaign's, so that the public queryset can rely on it row by row.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=32, unique=True, verbose_name=_("reference"))
    campaign = models.ForeignKey(
        Page,
        on_delete=models.PROTECT,
        related_name="civic_contributions",
        verbose_name=_("campaign"),
    )
    form_version = models.ForeignKey(
        FormVersion,
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("form"),
    )
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder, verbose_name=_("answers"))
    title = models.CharField(max_length=200, blank=True, verbose_name=_("title"))
    excerpt = models.CharField(max_length=300, blank=True, verbose_name=_("excerpt"))
    search_text = models.TextField(blank=True, editable=False)
    category = models.CharField(max_length=150, blank=True, verbose_name=_("category"))
    kind = models.CharField(
        max_length=12, choices=Kind, default=Kind.INDIVIDUAL, verbose_name=_("kind")
    )
    group_name = models.CharField(max_length=150, blank=True, verbose_name=_("group"))
    represented = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("people represented")
    )
    source = models.CharField(
        max_length=12, choices=Source, default=Source.WEB, verbose_name=_("source")
    )
    status = models.CharField(
        max_length=12, choices=Status, default=Status.PENDING, verbose_name=_("status")
    )
    reason = models.TextField(blank=True, verbose_name=_("reason"))
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.EXACT)
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    cell_key = models.BigIntegerField(null=True, blank=True, editable=False)
    sector = models.CharField(max_length=50, blank=True, verbose_name=_("sector"))
    idempotency_key = models.CharField(max_length=64, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    language = models.CharField(max_length=12, blank=True, editable=False)
    created_at = models.DateTimeField(verbose_name=_("received"))
    decided_at = models.DateTimeField(null=True, blank=True, verbose_name=_("decided"))
    published_at = models.DateTimeField(null=True, blank=True, verbose_name=_("published"))

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ("-created_at", "-pk")
        permissions: ClassVar = [
            ("moderate_contribution", _("Can moderate contributions")),
            ("export_contribution", _("Can export contributions")),
        ]
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "idempotency_key"], name="civic_contribution_once"
            ),
            models.CheckConstraint(
                name="civic_contribution_whole_point",
                condition=models.Q(latitude=None, longitude=None, cell_key=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False, cell_key__isnull=False),
            ),
            models.CheckConstraint(
                name="civic_contribution_point_only_if_exact",
                condition=models.Q(precision="exact") | models.Q(cell_key=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["campaign", "status", "-published_at", "-id"], name="civic_recent"
            ),
            # Holds all that a map view reads, so that clusters never visit the table.
            models.Index(
                fields=["campaign", "status", "cell_key", "latitude", "longitude", "precision"],
                name="civic_cell",
            ),
            models.Index(
                fields=["campaign", "status", "category", "-published_at"], name="civic_category"
            ),
            models.Index(fields=["status", "created_at"], name="civic_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @property
    def is_mapped(self) -> bool:
        return self.cell_key is not None

    def may_become(self, status: str) -> bool:
        """Tell whether the state machine allows ``status`` next."""
        return status in TRANSITIONS[self.status]

    def answered(self, *, public_only: bool) -> list[tuple[str, str]]:
        """Return (question, answer) as text, in form order, empty answers left out."""
        from civic_blocks.field_types import type_of

        rows: list[tuple[str, str]] = []
        for spec in self.form_version.definition:
            if spec.key in self.answers and (spec.public or not public_only):
                text = type_of(spec).display(spec, self.answers[spec.key])
                rows.append((spec.label, text))
        return [(label, text) for label, text in rows if text]


class ExactLocation(models.Model):
    """Where it really is. For staff with a permission of its own; read through ``actions``."""

    class Provenance(models.TextChoices):
        PLACED = "placed", _("Placed on the map")
        GEOCODED = "geocoded", _("Found from the address")
        TYPED = "typed", _("Address only")

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, primary_key=True, related_name="exact_location"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)
    provenance = models.CharField(max_length=10, choices=Provenance)

    class Meta:
        verbose_name = _("exact location")
        verbose_name_plural = _("exact locations")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.contribution_id)


class Contact(models.Model):
    """How to reach a contributor: never published, erased when the retention period ends."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    email = models.EmailField(max_length=254)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.contribution_id)
