"""Count the cells of the map for contributions that were published before these counts were kept.

Later ones keep them; ``manage.py civic_recount`` checks and rebuilds them.
"""

from itertools import islice

from django.db import migrations
from django.db.models import Count, F, Func, IntegerField, Max, Min, Sum


LEVELS = range(2, 21, 2)
LOT = 2000


class Millionths(Func):
    """A column of degrees in whole millionths, as geo/micro.py had it at the time."""

    template = "CAST(%(expressions)s * 1e6 AS integer)"
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = "(CAST(%(expressions)s * 1e6 + 360000000.5 AS integer) - 360000000)"
        return super().as_sql(compiler, connection, template=template, **context)


def fill(apps, schema_editor):
    contributions = apps.get_model("civic_pages", "Contribution").objects
    counts = apps.get_model("civic_pages", "CellCount").objects
    mapped = contributions.filter(status="published", cell_key__isnull=False).order_by()
    for level in LEVELS:
        rows = (
            mapped.annotate(cell=F("cell_key").bitrightshift(2 * (28 - level)))
            .values("campaign_id", "cell")
            .annotate(
                count=Count("*"),
                latitude_sum=Sum(Millionths("latitude")),
                longitude_sum=Sum(Millionths("longitude")),
                first=Min("cell_key"),
                last=Max("cell_key"),
            )
        )
        made = (counts.model(level=level, **row) for row in rows.iterator(chunk_size=LOT))
        while lot := list(islice(made, LOT)):
            counts.bulk_create(lot)


class Migration(migrations.Migration):
    dependencies = [("civic_pages", "0003_map_of_a_city")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
