"""Citizens' contributions, and what belongs to them. State changes live in ``actions``."""

import uuid
from collections.abc import Container
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_pages.participation.choices import (
    TRANSITIONS,
    GroupType,
    Held,
    Identity,
    Kind,
    Moderation,
    Precision,
    Source,
    Status,
)
from civic_pages.participation.counts import (
    CellCount,
    CellDelta,
    CellFacet,
    PlacedUnder,
    PublicAreas,
    Tally,
)
from civic_pages.participation.dossier import (
    ConsentText,
    Edition,
    ModerationLock,
    Note,
    OfficialAnswer,
    Outcome,
    RejectionReason,
    Report,
)
from civic_pages.participation.files import ImportMapping, Job, Upload
from civic_pages.participation.notifications.models import (
    Event,
    MailRecord,
    MailTemplate,
    OutboxMessage,
)
from civic_pages.participation.participants.models import Participant
from civic_pages.participation.people import (
    CampaignSalt,
    Confirmation,
    Contact,
    ExactLocation,
    Household,
    Origin,
)
from civic_pages.participation.querysets import ContributionQuerySet
from civic_pages.participation.reach import GroupCampaignPermission
from civic_pages.participation.similar.models import ContributionTerm, SimilarityVerdict, Theme
from civic_pages.participation.versions import FormVersion, ReferenceCounter


__all__ = [
    "TRANSITIONS",
    "CampaignSalt",
    "CellCount",
    "CellDelta",
    "CellFacet",
    "Confirmation",
    "ConsentText",
    "Contact",
    "Contribution",
    "ContributionTerm",
    "Edition",
    "Event",
    "ExactLocation",
    "FormVersion",
    "GroupCampaignPermission",
    "GroupType",
    "Held",
    "Household",
    "Identity",
    "ImportMapping",
    "Job",
    "Kind",
    "MailRecord",
    "MailTemplate",
    "Moderation",
    "ModerationLock",
    "Note",
    "OfficialAnswer",
    "Origin",
    "OutboxMessage",
    "Outcome",
    "Participant",
    "PlacedUnder",
    "Precision",
    "PublicAreas",
    "ReferenceCounter",
    "RejectionReason",
    "Report",
    "SimilarityVerdict",
    "Source",
    "Status",
    "Tally",
    "Theme",
    "Upload",
]


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
    group_type = models.CharField(
        max_length=12, choices=GroupType, blank=True, verbose_name=_("type of group")
    )
    held = models.CharField(
        max_length=12, choices=Held, blank=True, verbose_name=_("how it was held")
    )
    represented = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("people represented")
    )
    source = models.CharField(
        max_length=12, choices=Source, default=Source.WEB, verbose_name=_("source")
    )
    # Of the staff desk and of imports: which pile of paper, who typed it, its number elsewhere.
    batch = models.CharField(max_length=60, blank=True, verbose_name=_("batch"))
    operator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("entered by"),
    )
    external_id = models.CharField(max_length=100, blank=True, verbose_name=_("external id"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("account"),
    )
    status = models.CharField(
        max_length=12, choices=Status, default=Status.PENDING, verbose_name=_("status")
    )
    # What a merge or an exclusion is taken back to.
    previous_status = models.CharField(max_length=12, choices=Status, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    reason = models.TextField(blank=True, verbose_name=_("reason"))
    # Names of the moderation rules that made it wait ("links", "words", …).
    flags = models.JSONField(default=list, blank=True, verbose_name=_("flags"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    consent = models.ForeignKey(
        ConsentText, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.EXACT)
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    cell_key = models.BigIntegerField(null=True, blank=True, editable=False)
    # The public line or polygon (GeoJSON geometry) that the point stands for.
    shape = models.JSONField(null=True, blank=True, editable=False)
    sector = models.CharField(max_length=50, blank=True, verbose_name=_("sector"))
    # Primary key of the outcome that the city's latest public answer gives, 0 for none: as of when
    # answers were last settled (``official``), which says too whether that is still so.
    outcome = models.BigIntegerField(default=0, editable=False)
    idempotency_key = models.CharField(max_length=64, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    language = models.CharField(max_length=12, blank=True, editable=False)
    created_at = models.DateTimeField(verbose_name=_("received"))
    confirmed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("confirmed"))
    edited_at = models.DateTimeField(null=True, blank=True, verbose_name=_("corrected"))
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
            ("enter_contribution", _("Can enter and import contributions")),
            ("answer_contribution", _("Can answer contributions for the city")),
            ("erase_person", _("Can look up and erase the data of a person")),
        ]
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "idempotency_key"], name="civic_contribution_once"
            ),
            models.UniqueConstraint(
                fields=["campaign", "external_id"],
                condition=~models.Q(external_id=""),
                name="civic_contribution_external_id",
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
            models.CheckConstraint(
                name="civic_contribution_shape_with_point",
                condition=models.Q(cell_key__isnull=False) | models.Q(shape__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["campaign", "status", "-published_at", "-id"], name="civic_recent"
            ),
            # Hold all that a map view reads, filtered too: clusters never visit the table.
            models.Index(
                fields=[
                    *("campaign", "status", "cell_key", "latitude", "longitude", "precision"),
                    *("category", "kind", "sector", "group_type", "outcome"),
                ],
                name="civic_cell",
            ),
            models.Index(
                fields=["campaign", "status", "category", "-published_at"], name="civic_category"
            ),
            models.Index(
                fields=["campaign", "status", "outcome", "-published_at"], name="civic_outcome"
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

    def answered(self, *, public_only: bool, skip: Container[str] = ()) -> list[tuple[str, str]]:
        """Return (question, answer) as text, in form order, empty answers left out.

        Args:
            skip: field types to leave out, by slug: what is shown otherwise.
        """
        from civic_blocks.field_types import type_of

        rows: list[tuple[str, str]] = []
        for spec in self.form_version.definition:
            if spec.type in skip or (public_only and not spec.public):
                continue
            if spec.key in self.answers:
                text = type_of(spec).display(spec, self.answers[spec.key])
                rows.append((spec.label, text))
        return [(label, text) for label, text in rows if text]
