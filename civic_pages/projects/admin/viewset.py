"""Projects in the Wagtail admin."""

from typing import Any, ClassVar

from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.ui.tables import (
    BooleanColumn,
    BulkActionsCheckboxColumn,
    Column,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from civic_blocks.templatetags.civic_blocks import grouped
from civic_pages.participation import policy
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.moderation.within_reach import ListWithinReach, OneWithinReach
from civic_pages.projects import actions
from civic_pages.projects.addresses import Addresses
from civic_pages.projects.admin import import_views, listing
from civic_pages.projects.admin.forms import NewProjectForm, ProjectForm
from civic_pages.projects.cards import sector_names
from civic_pages.projects.choices import WON
from civic_pages.projects.models import Project


NOWRAP = "civic-nowrap"
EXPORTED = (
    "reference", "external_id", "campaign.title", "edition", "title", "summary", "description",
    "category", "get_scope_display", "sector", "address", "latitude", "longitude", "cost",
    "get_status_display", "expected", "is_public",
)  # fmt: skip


# Of these, what people have typed.
WORDS = (
    "external_id", "campaign.title", "edition", "title", "summary", "description", "category", "sector",
    "address", "expected",
)  # fmt: skip


class CostColumn(Column):
    """Whole euros, as people write them."""

    def get_value(self, instance: Project) -> str:
        return f"{grouped(instance.cost)}\N{NO-BREAK SPACE}€" if instance.cost is not None else ""


class ProjectsView(ListWithinReach, generic.IndexView):
    """All projects, with bulk actions, CSV and XLSX of what is listed."""

    any_permission_required = list(listing.OPENED_BY)
    template_name = "civic_pages/admin/projects.html"
    results_template_name = "wagtailadmin/generic/index_results.html"
    filterset_class = listing.ProjectFilterSet
    default_ordering = "reference"
    page_title = gettext_lazy("Projects")
    add_item_label = gettext_lazy("Add a project")
    list_export = list(EXPORTED)
    export_filename = "projets"
    custom_field_preprocess = {name: {"csv": harmless, "xlsx": harmless} for name in WORDS}

    @cached_property
    def export_headings(self) -> dict[str, str]:
        return {
            "campaign.title": _("Campaign"),
            "get_scope_display": _("Scope"),
            "get_status_display": _("Status"),
        }

    @cached_property
    def _sectors(self) -> dict[int, dict[str, str]]:
        return {}

    def _sector(self, project: Project) -> str:
        """Return the name of a project's sector; each of the few campaigns is read once."""
        known = self._sectors
        if project.campaign_id not in known:
            known[project.campaign_id] = sector_names(project.campaign.specific)
        return known[project.campaign_id].get(project.sector, project.sector)

    @cached_property
    def columns(self) -> list[Any]:
        title_column: Any = self._get_title_column_class(TitleColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="project"),
            title_column(
                "title",
                label=_("Title"),
                get_url=self.get_edit_url,
                get_title_id=lambda project: f"project_{project.pk}_title",
                sort_key="title",
            ),
            Column("reference", label=_("Reference"), sort_key="reference", classname=NOWRAP),
            Column("edition", label=_("Edition"), sort_key="edition"),
            StatusTagColumn(
                "get_status_display",
                label=_("Status"),
                primary=lambda project: project.status in WON,
                classname=NOWRAP,
            ),
            CostColumn("cost", label=_("Cost"), sort_key="cost", classname=NOWRAP),
            Column("scope", label=_("Scope"), accessor="get_scope_display"),
            Column("sector", label=_("Sector"), sort_key="sector", accessor=self._sector),
            BooleanColumn("is_public", label=pgettext("project", "Published")),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = list(super().header_buttons)
        if policy.may_somewhere(self.request.user, actions.ADD):
            url = reverse("civic_project_import")
            buttons.append(HeaderButton(_("Import projects"), url=url, icon_name="upload"))
        return buttons

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("campaign")

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering, "pk")

    def search_queryset(self, queryset: Any) -> Any:
        return listing.search(queryset, self.search_query) if self.is_searching else queryset

    @property
    def show_export_buttons(self) -> bool:
        return True


class AddProjectView(generic.CreateView):
    """A project that no idea of the site is behind, or a few that are named."""

    def save_instance(self) -> Project:
        campaign: Any = self.form.cleaned_data["campaign"].specific
        project = self.form.save(commit=False)
        return actions.create(
            project,
            code=campaign.code,
            by=self.request.user,
            now=timezone.now(),
            contributions=self.form.contributions,
        )


class EditProjectView(OneWithinReach, generic.EditView):
    """What a project is, with its history and the way to its next step."""

    template_name = "civic_pages/admin/project_edit.html"

    def save_instance(self) -> Project:
        project: Project = self.form.save(commit=False)
        project.updated_at = timezone.now()
        # Its status and whether it is public are other actions', and may have changed meanwhile.
        kept = {"status", "is_public", "id", "reference", "created_at"}
        fields = Project._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        names = [field.name for field in fields if field.name not in kept]
        project.save(update_fields=names)
        project.contributions.set(self.form.contributions)
        log(instance=project, action="wagtail.edit", user=self.request.user, content_changed=True)
        return project

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bulk = ("status", "unpublish" if self.object.is_public else "publish")
        status, show = (
            f"{reverse('wagtail_bulk_action', args=['civic_pages', 'project', name])}"
            f"?id={self.object.pk}&next={self.request.path}"
            for name in bulk
        )
        context: dict[str, Any] = super().get_context_data(
            steps=self.object.steps.select_related("created_by"),
            status_url=status,
            show_url=show,
            public_url=Addresses({self.object.campaign_id}).of(self.object),
            **kwargs,
        )
        return context


class DeleteProjectView(OneWithinReach, generic.DeleteView):
    """Deletes a project of one's own campaigns."""


class ProjectHistoryView(OneWithinReach, HistoryView):
    """The audit log of one project."""


class ProjectUsageView(OneWithinReach, generic.UsageView):
    """Where a project is referred to."""


class ProjectPermissionPolicy(policy.CampaignPermissionPolicy):
    """Django's own four, each in the campaigns in which it is given."""

    needs: ClassVar = {
        verb: f"civic_pages.{verb}_project" for verb in ("view", "add", "change", "delete")
    }


class ProjectViewSet(ModelViewSet):
    """Projects: kept by those whom the permissions of the model allow it."""

    model = Project
    name = "civic_projects"
    icon = "tasks"
    menu_label = gettext_lazy("Projects")
    menu_name = "civic-projects"
    menu_order = 157
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_view_class = ProjectsView
    add_view_class = AddProjectView
    edit_view_class = EditProjectView
    delete_view_class = DeleteProjectView
    history_view_class = ProjectHistoryView
    usage_view_class = ProjectUsageView
    edit_template_name = EditProjectView.template_name
    search_fields = ["title"]
    filterset_class = listing.ProjectFilterSet
    list_export = list(EXPORTED)
    export_filename = "projets"
    ordering = "reference"

    def get_form_class(self, *, for_update: bool = False) -> type[ProjectForm]:
        return ProjectForm if for_update else NewProjectForm


def urls() -> list[URLPattern]:
    return [
        path(
            "civic/projects/import/", import_views.ImportView.as_view(), name="civic_project_import"
        ),
        path(
            "civic/projects/import/<uuid:uuid>/",
            import_views.ImportJobView.as_view(),
            name="civic_project_import_job",
        ),
    ]
