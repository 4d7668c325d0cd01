"""Campaign pages and citizens' participation."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CivicPagesConfig(AppConfig):
    name = "civic_pages"
    label = "civic_pages"
    verbose_name = _("Consultation campaigns")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from civic_blocks import ports
        from civic_pages import extension_checks
        from civic_pages.campaigns import checks
        from civic_pages.campaigns import receivers as campaign_receivers
        from civic_pages.deliberation import text_wiring
        from civic_pages.deliberation import wiring as deliberation
        from civic_pages.following import wiring as following
        from civic_pages.participation import changes, providers, receivers
        from civic_pages.participation.defaults import create_defaults
        from civic_pages.participation.groups import create_groups
        from civic_pages.participation.similar import wiring as similar
        from civic_pages.participation.words import wiring as words
        from civic_pages.projects import wiring as projects
        from civic_pages.projects.steps import ProjectHistory
        from civic_pages.synthesis import connecting as synthesis
        from civic_pages.voting import wiring as voting
        from civic_pages.webhooks import receivers as webhooks

        ports.bind(ports.FormSource, providers.CampaignForms())
        ports.bind(ports.ContributionSource, providers.CampaignContributions())
        ports.bind(ports.ProjectSource, ProjectHistory())
        features = (
            receivers, changes, campaign_receivers, following, checks, extension_checks, synthesis,
            deliberation, text_wiring, similar, voting, projects, webhooks, words,
        )  # fmt: skip
        for feature in features:
            feature.connect()
        post_migrate.connect(create_groups, sender=self, dispatch_uid="civic_pages.groups")
        post_migrate.connect(create_defaults, sender=self, dispatch_uid="civic_pages.defaults")
        post_migrate.connect(words.make_index, sender=self, dispatch_uid="civic_pages.words")
