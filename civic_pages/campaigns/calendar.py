"""Phases as editors fill them in."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable

from civic_blocks.partial_dates import PRECISION_CHOICES
from civic_pages.campaigns import phases
from civic_pages.participation.choices import Moderation


class AbstractPhase(Orderable):
    """One phase of a campaign; a host's own campaign page has its own concrete class.

    A concrete class adds ``page = ParentalKey(…, related_name="phases")``.
    """

    kind = models.CharField(
        max_length=12,
        choices=phases.PhaseKind,
        default=phases.PhaseKind.COLLECT,
        verbose_name=_("kind"),
    )
    name = models.CharField(max_length=120, verbose_name=_("name"))
    description = models.TextField(blank=True, verbose_name=_("description"))
    start_date = models.DateField(null=True, blank=True, verbose_name=_("start"))
    start_precision = models.CharField(
        max_length=8, choices=PRECISION_CHOICES, default="day", verbose_name=_("start known to the")
    )
    end_date = models.DateField(
        null=True, blank=True, verbose_name=_("end"), help_text=_("Last day included.")
    )
    end_precision = models.CharField(
        max_length=8, choices=PRECISION_CHOICES, default="day", verbose_name=_("end known to the")
    )
    moved_from_date = models.DateField(
        null=True,
        blank=True,
        verbose_name=_("start announced before"),
        help_text=_("Where it was moved: the earlier date stays visible, struck through."),
    )
    moved_from_precision = models.CharField(
        max_length=8,
        choices=PRECISION_CHOICES,
        blank=True,
        default="day",
        verbose_name=_("earlier start known to the"),
    )
    may_contribute = models.BooleanField(
        null=True,
        blank=True,
        choices=[(None, _("As usual for this kind")), (True, _("Yes")), (False, _("No"))],
        verbose_name=_("citizens may contribute"),
        help_text=_("Opens the contribution forms between these dates."),
    )
    may_comment = models.BooleanField(
        null=True,
        blank=True,
        choices=[(None, _("As usual for this kind")), (True, _("Yes")), (False, _("No"))],
        verbose_name=_("citizens may discuss"),
        help_text=_("Opens comments and positions between these dates."),
    )
    moderation = models.CharField(
        max_length=6,
        blank=True,
        choices=[("", _("As the campaign")), *Moderation.choices],
        verbose_name=_("moderation"),
    )
    override = models.CharField(
        max_length=10,
        blank=True,
        choices=[
            ("", _("From the dates")),
            ("done", _("Done")),
            ("current", _("Current")),
            ("upcoming", _("Upcoming")),
            ("postponed", _("Postponed")),
            ("cancelled", _("Cancelled")),
        ],
        verbose_name=_("status"),
    )
    reason = models.CharField(
        max_length=250, blank=True, verbose_name=_("reason for the change of status")
    )

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("kind"),
        MultiFieldPanel(
            [
                FieldPanel("start_date"),
                FieldPanel("start_precision"),
                FieldPanel("end_date"),
                FieldPanel("end_precision"),
            ],
            heading=_("Dates"),
        ),
        FieldPanel("may_contribute"),
        FieldPanel("may_comment"),
        FieldPanel("moderation"),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldPanel("override"),
                FieldPanel("moved_from_date"),
                FieldPanel("moved_from_precision"),
                FieldPanel("reason"),
            ],
            heading=_("Moved, postponed or cancelled"),
            classname="collapsed",
        ),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        phase = self.as_phase()
        if phase.start and phase.end and phase.end.ends <= phase.start.starts:
            raise ValidationError({"end_date": _("The end comes before the start.")})
        is_changed = self.override in {"postponed", "cancelled"} or self.moved_from_date
        if is_changed and not self.reason:
            raise ValidationError({"reason": _("Tell citizens why.")})

    def as_phase(self) -> phases.Phase:
        """Return the phase as plain data, which knows nothing of the database."""
        return phases.Phase.from_row(self, f"phase-{self.pk or self.sort_order or 0}")
