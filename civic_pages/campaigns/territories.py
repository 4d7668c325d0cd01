"""Ready territories in the Wagtail admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from civic_pages.campaigns.presets import TerritoryPreset


class HoldsColumn(Column):
    """Whether a territory has a perimeter, and how many sectors."""

    def get_value(self, instance: Any) -> str:
        parts = [str(_("perimeter"))] if instance.perimeter else []
        if instance.sectors:
            count = len(instance.sectors["features"])
            parts.append(str(_("sectors: %(count)d") % {"count": count}))
        return ", ".join(parts)


class TerritoryPresetsView(generic.IndexView):
    add_item_label = _("Add a territory")


class TerritoryPresetViewSet(ModelViewSet):
    """Kept by those whom the permissions of the model allow it: the editors, at first."""

    model = TerritoryPreset
    index_view_class = TerritoryPresetsView
    name = "civic_territories"
    icon = "globe"
    menu_label = _("Ready territories")
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_display = ["name", HoldsColumn("holds", label=_("Holds"))]
    search_fields = ["name"]
