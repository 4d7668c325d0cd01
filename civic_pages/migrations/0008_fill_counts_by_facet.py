"""Count what was published before contributions were counted by kind, category and sector.

Later ones are counted as they are published; ``manage.py civic_recount`` checks and rebuilds.
"""

from importlib import import_module
from itertools import islice

from django.db import migrations
from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce


FACETS = ("kind", "category", "sector")
LEVELS = range(2, 17, 2)
LOT = 2000
cells = import_module("civic_pages.migrations.0004_fill_cell_counts")


def stored(manager, made):
    while lot := list(islice(made, LOT)):
        manager.bulk_create(lot)


def fill(apps, schema_editor, facets=FACETS):
    """Count everything again, so that no delta from before is left that has no facets."""
    models = [
        apps.get_model("civic_pages", name)
        for name in ("CellDelta", "CellCount", "CellFacet", "Tally")
    ]
    for model in models:
        model.objects.all().delete()
    cells.fill(apps, schema_editor)
    _delta, _count, facet, tally = models
    published = (
        apps.get_model("civic_pages", "Contribution").objects.filter(status="published").order_by()
    )
    rows = published.values("campaign_id", *facets, mapped=Q(cell_key__isnull=False)).annotate(
        count=Count("pk"), represented=Sum(Coalesce("represented", 1))
    )
    stored(tally.objects, (tally(**row) for row in rows.iterator(chunk_size=LOT)))
    for level in LEVELS:
        rows = (
            published.filter(cell_key__isnull=False)
            .annotate(cell=F("cell_key").bitrightshift(2 * (28 - level)))
            .values("campaign_id", "cell", *facets)
            .annotate(
                count=Count("*"),
                latitude_sum=Sum(cells.Millionths("latitude")),
                longitude_sum=Sum(cells.Millionths("longitude")),
                first=Min("cell_key"),
                last=Max("cell_key"),
            )
        )
        made = (facet(level=level, **row) for row in rows.iterator(chunk_size=LOT))
        stored(facet.objects, made)


class Migration(migrations.Migration):
    dependencies = [("civic_pages", "0007_counts_by_facet")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
