"""Test kit for hosts and plugins: factories with traits (needs factory_boy and wagtail-factories).

campaign = CampaignFactory(open=True)
ContributionFactory(campaign=campaign, published=True, pinned=True, collective=True)
"""

import uuid
from datetime import timedelta
from typing import Any

import factory
from django.conf import settings
from django.utils import timezone
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page, Site
from wagtail_factories import PageFactory

from civic_pages.campaigns.models import CampaignIndexPage, CampaignPage, CampaignPhase
from civic_pages.participation import tallies
from civic_pages.participation.geo.cells import cell_key
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    FormVersion,
    Kind,
    Moderation,
    Precision,
    Status,
)
from civic_pages.participation.searching import searchable


FORM_ID = "6f1f0f52-5c1a-4a3b-9b0e-7f6f4f1d2c11"
# A square around the middle of Nanterre, and two sectors that share it, in WGS 84 degrees.
PERIMETER = {
    "type": "Polygon",
    "coordinates": [[[2.17, 48.87], [2.24, 48.87], [2.24, 48.92], [2.17, 48.92], [2.17, 48.87]]],
}
INSIDE = (48.892, 2.206)
OUTSIDE = (48.8566, 2.3522)


def _half(name: str, west: float, east: float) -> dict[str, Any]:
    ring = [[west, 48.87], [east, 48.87], [east, 48.92], [west, 48.92], [west, 48.87]]
    return {
        "type": "Feature",
        "properties": {"key": name.lower(), "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


SECTORS = {
    "type": "FeatureCollection",
    "features": [_half("Ouest", 2.17, 2.205), _half("Est", 2.205, 2.24)],
}


def question(type_slug: str, key: str, label: str, **value: Any) -> dict[str, Any]:
    """Return one question of a form, as stored."""
    common = {"label": label, "key": key, "help_text": "", "required": False}
    return {
        "type": type_slug,
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, key)),
        "value": {**common, **value},
    }


def form_block(*questions: dict[str, Any], form_id: str = FORM_ID, **value: Any) -> dict[str, Any]:
    """Return a contribution form block, as stored; a usual form where no question is given."""
    fields = list(questions) or [
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("long_text", "idee", "Votre idée", max_length=2000),
        question("single_choice", "theme", "Thème", choices=["Voirie", "Nature"], is_category=True),
        question("email", "courriel", "Courriel"),
        question("point", "lieu", "Lieu"),
        question("consent", "accord", "J'accepte", required=True),
    ]
    defaults = {"title": "Votre proposition", "introduction": "", "submit_label": ""}
    return {
        "type": "contribution_form",
        "id": form_id,
        "value": {**defaults, "allow_collective": True, "fields": fields, **value},
    }


def definition_of(campaign: Any) -> Any:
    """Return the definition of a campaign's first form."""
    return campaign.form_definitions()[0]


class CampaignIndexFactory(PageFactory):
    title = "Participez"

    class Meta:
        model = CampaignIndexPage
        skip_postgeneration_save = True


def ensure_wagtail_rows() -> None:
    """Make Wagtail's own root rows, which its migrations create and a transactional test flushes."""
    Locale.objects.get_or_create(
        language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE)
    )
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")


def portal() -> CampaignIndexPage:
    """Return the portal at the root of the default site, made where it is missing."""
    found = CampaignIndexPage.objects.first()
    if found is None:
        ensure_wagtail_rows()
        found = CampaignIndexFactory(parent=Page.get_first_root_node(), slug="participez")
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=found, is_default_site=True)
    return found


def _english() -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


class CampaignFactory(PageFactory):
    """A live campaign beneath the portal, with a form.

    Traits: ``open``, ``closed``, ``upcoming`` (its one phase), ``homes`` (areas of homes),
    ``by_sector``, ``published_at_once`` (moderation afterwards), ``in_english``.
    """

    title = factory.Sequence(lambda n: f"Campagne {n}")
    parent = factory.LazyFunction(portal)
    code = "TST"
    introduction = "<p>Donnez votre avis.</p>"
    perimeter = PERIMETER
    sectors = SECTORS
    live_totals = True
    legal_text = "<p>La ville traite vos réponses (mission d'intérêt public).</p>"
    body = factory.LazyFunction(lambda: [form_block()])
    phase_days: Any = None

    class Meta:
        model = CampaignPage
        skip_postgeneration_save = True

    class Params:
        open = factory.Trait(phase_days=(-5, 5))
        closed = factory.Trait(phase_days=(-20, -10))
        upcoming = factory.Trait(phase_days=(10, 20))
        homes = factory.Trait(public_precision=Precision.AREAS)
        by_sector = factory.Trait(public_precision=Precision.SECTOR)
        published_at_once = factory.Trait(moderation=Moderation.AFTER)
        in_english = factory.Trait(locale=factory.LazyFunction(_english))

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> CampaignPage:
        """Add a phase of contributions, given as (days from today, days from today)."""
        days = kwargs.pop("phase_days")
        campaign: CampaignPage = super()._create(model_class, *args, **kwargs)
        if days is not None:
            today = timezone.localdate()
            CampaignPhase.objects.create(
                page=campaign,
                name="Contributions",
                kind="collect",
                start_date=today + timedelta(days=days[0]),
                end_date=today + timedelta(days=days[1]),
            )
        return CampaignPage.objects.get(pk=campaign.pk)


class ContributionFactory(factory.django.DjangoModelFactory):
    """A stored contribution, counted in the tallies where it is published.

    Traits: ``published``, ``rejected``, ``collective``, ``pinned`` (an exact place and, where the
    campaign publishes points, a public one), ``with_email``.
    """

    campaign = factory.SubFactory(CampaignFactory, open=True)
    title = factory.Sequence(lambda n: f"Plus de bancs, place {n}")
    excerpt = "Il en manque devant l'école."
    answers = factory.LazyAttribute(lambda o: {"titre": o.title, "idee": o.excerpt})
    search_text = factory.LazyAttribute(lambda o: searchable(f"{o.title} {o.excerpt}"))
    category = "Voirie"
    status = Status.PENDING
    precision = factory.LazyAttribute(lambda o: o.campaign.public_precision)
    # Beyond those that a campaign of a test counts itself.
    reference = factory.Sequence(lambda n: f"TST-2026-{10_000 + n}")
    idempotency_key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    fingerprint = factory.LazyFunction(lambda: uuid.uuid4().hex)
    created_at = factory.LazyFunction(timezone.now)
    at = INSIDE
    exact_place = None
    contact_email = ""

    class Meta:
        model = Contribution
        exclude = ("at",)
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(
            status=Status.PUBLISHED, published_at=factory.LazyFunction(timezone.now)
        )
        rejected = factory.Trait(status=Status.REJECTED, reason="Hors sujet.")
        collective = factory.Trait(
            kind=Kind.COLLECTIVE, group_name="Amicale des locataires", represented=30
        )
        pinned = factory.Trait(
            exact_place=factory.SelfAttribute("at"),
            sector=factory.LazyAttribute(lambda o: o.campaign.territory.sector_of(*o.at)),
            latitude=factory.LazyAttribute(lambda o: o.at[0] if o.precision == "exact" else None),
            longitude=factory.LazyAttribute(lambda o: o.at[1] if o.precision == "exact" else None),
            cell_key=factory.LazyAttribute(
                lambda o: cell_key(*o.at) if o.precision == "exact" else None
            ),
        )
        with_email = factory.Trait(contact_email="habitante@example.org")

    @factory.lazy_attribute
    def form_version(self) -> FormVersion:
        definition = definition_of(self.campaign)
        versions = FormVersion.objects.filter(
            campaign_id=self.campaign.pk, form_id=definition.form_id
        )
        version, _created = versions.get_or_create(
            campaign_id=self.campaign.pk,
            form_id=definition.form_id,
            digest=definition.digest,
            defaults={
                "number": versions.count() + 1,
                "definition_data": definition.as_dict(),
                "created_at": timezone.now(),
            },
        )
        return version

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Contribution:
        placed, email = kwargs.pop("exact_place"), kwargs.pop("contact_email")
        contribution: Contribution = super()._create(model_class, *args, **kwargs)
        if placed:
            ExactLocation.objects.create(
                contribution=contribution, latitude=placed[0], longitude=placed[1],
                address="1 rue de la Paix", provenance=ExactLocation.Provenance.PLACED,
            )  # fmt: skip
        if email:
            Contact.objects.create(contribution=contribution, email=email)
        if contribution.status == Status.PUBLISHED:
            tallies.shift(contribution, 1)
        return contribution
