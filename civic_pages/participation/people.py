"""Who contributes, for staff only: contact, exact place, household, origin. Purged by retention."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


def new_salt() -> str:
    """Return a random salt: 32 bytes as 64 hexadecimal digits."""
    return secrets.token_hex(32)


class CampaignSalt(models.Model):
    """A campaign's secret: keys of households and persons are HMACs with it.

    Erased with the private data: from then on nobody can tell whether a key is somebody's.
    """

    campaign = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    salt = models.CharField(max_length=64, default=new_salt)

    def __str__(self) -> str:
        return str(self.campaign_id)


class Household(models.Model):
    """A home that has answered a campaign, once however many of its people do.

    ``key`` is an HMAC-SHA256 of the address with the campaign's salt (64 hexadecimal digits).
    """

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "key"], name="civic_household_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.key[:8]}"


class ExactLocation(models.Model):
    """Where it really is. For staff with a permission of its own; read through ``actions``.

    ``address`` is what the citizen typed, never rewritten; ``label`` what the geocoder made of it,
    ``score`` from 0 to 1, ``identifier`` its id there (the BAN's in France). ``unit`` is staircase
    and flat as typed. ``shape`` is a GeoJSON LineString or Polygon where one was drawn; latitude and
    longitude then name a point on it. ``outside_reason``: why the team accepted a place outside the
    perimeter.
    """

    class Provenance(models.TextChoices):
        PLACED = "placed", _("Placed on the map")
        GEOCODED = "geocoded", _("Found from the address")
        TYPED = "typed", _("Address only")
        DEVICE = "device", _("Position of the device")

    # Somebody gave the point itself; otherwise a geocoder made it of the address, or there is none.
    GIVEN = frozenset({Provenance.PLACED, Provenance.DEVICE})

    class Choice(models.TextChoices):
        """What somebody said who was told that their household had answered already."""

        NONE = "", _("Nothing was asked")
        ADD = "add", _("Another person of the same home")
        UPDATE = "update", _("Replaces the earlier answer")
        NOT_MINE = "not_mine", _("The earlier answer is not of this home")

    contribution = models.OneToOneField(
        "civic_pages.Contribution",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="exact_location",
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=300, blank=True)
    identifier = models.CharField(max_length=100, blank=True)
    score = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=150, blank=True)
    shape = models.JSONField(null=True, blank=True)
    outside_reason = models.CharField(max_length=300, blank=True)
    provenance = models.CharField(max_length=10, choices=Provenance)
    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.SET_NULL, related_name="locations"
    )
    choice = models.CharField(max_length=10, blank=True, choices=Choice)

    class Meta:
        verbose_name = _("exact location")
        verbose_name_plural = _("exact locations")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.contribution_id)


class Contact(models.Model):
    """How to reach a contributor: never published, erased when the retention period ends.

    ``person_key`` is an HMAC of the address with the campaign's salt: counts persons once.
    """

    contribution = models.OneToOneField(
        "civic_pages.Contribution",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="contact",
    )
    email = models.EmailField(max_length=254)
    person_key = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.contribution_id)


class Confirmation(models.Model):
    """The link mailed to somebody who has yet to confirm: how often it was sent and tried."""

    contribution = models.OneToOneField(
        "civic_pages.Contribution",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="confirmation",
    )
    sends = models.PositiveSmallIntegerField(default=0)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.contribution_id)


class Origin(models.Model):
    """Where a contribution came from, for the report of anomalies; never an address in clear.

    ``network`` is an HMAC of the network with the campaign's salt, ``mail_domain`` what follows the
    @ of the contact, ``seconds`` the time between showing the form and sending it.
    """

    contribution = models.OneToOneField(
        "civic_pages.Contribution",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="origin",
    )
    network = models.CharField(max_length=64, blank=True, db_index=True)
    mail_domain = models.CharField(max_length=253, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.contribution_id)
