"""Count what was published by type of group too, and store words as they are searched by now.

Texts kept their punctuation before, and words were found anywhere in them. One update for each
contribution and project whose words change: a minute or two for half a million.
"""

import re
from importlib import import_module

from django.db import migrations


WORD = re.compile(r"[^\W_]+")
LOT = 2000


def count(apps, schema_editor):
    counts = import_module("civic_pages.migrations.0008_fill_counts_by_facet")
    # By no outcome yet: answers are settled by ``civic_send``, and read one by one until then.
    counts.fill(apps, schema_editor, facets=("kind", "group_type", "category", "sector"))


def store_words(apps, schema_editor):
    for name in ("Contribution", "Project"):
        rows = apps.get_model("civic_pages", name).objects
        last = 0
        # By keys: an iterator's cursor would see on SQLite what is written meanwhile.
        while lot := list(
            rows.filter(pk__gt=last).order_by("pk").values_list("pk", "search_text")[:LOT]
        ):
            for pk, text in lot:
                words = " ".join(WORD.findall(text.casefold()))
                if text and text != f" {words} ":
                    rows.filter(pk=pk).update(search_text=f" {words} " if words else "")
            last = lot[-1][0]


class Migration(migrations.Migration):
    dependencies = [("civic_pages", "0009_counts_by_type_of_group")]

    operations = [
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.RunPython(store_words, migrations.RunPython.noop),
    ]
