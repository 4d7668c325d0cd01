"""``manage.py civic_orphan_blocks``: content whose block's app is gone, listed, kept, put back."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from civic_blocks import orphan_search
from civic_blocks.orphan_search import Orphan


class Command(BaseCommand):
    help = (
        "Lists content whose block is not known: its app is gone. It is looked for in what is "
        "published and in every revision."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fail", action="store_true", help="exit with 1 where there is any")
        parser.add_argument("--export", metavar="FILE", help="write it, one JSON object a line")
        parser.add_argument("--restore", metavar="FILE", help="put back what such a file holds")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["restore"]:
            self._restore(options["restore"])
            return
        found = list(orphan_search.find())
        for orphan in found:
            self.stdout.write(_line(orphan))
        counts = Counter(orphan.block for orphan in found)
        for block, count in sorted(counts.items()):
            self.stdout.write(f"{block}: {count}")
        self.stdout.write(f"{len(found)} pieces of content have no block.")
        if options["export"]:
            self._export(found, options["export"])
        if found and options["fail"]:
            raise CommandError("There is content whose app is gone.", returncode=1)

    def _export(self, found: list[Orphan], path: str) -> None:
        lines = [json.dumps(orphan.as_dict(), ensure_ascii=False) + "\n" for orphan in found]
        try:
            Path(path).write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(found)} written to {path}.")

    def _restore(self, path: str) -> None:
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
            orphans = [Orphan.from_dict(json.loads(line)) for line in lines if line.strip()]
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except (ValueError, TypeError, KeyError) as error:
            raise CommandError(f"{path} is no file of --export: {error}.") from error
        # From the first of each list on, so that each number is right again.
        done = sum(orphan_search.restore(orphan) for orphan in orphans)
        self.stdout.write(
            f"{done} of {len(orphans)} put back; the others are there, or no place is."
        )


def _line(orphan: Orphan) -> str:
    where = f"revision {orphan.revision}" if orphan.revision is not None else "current"
    parts = [
        f"{orphan.model} {orphan.pk}",
        f"“{orphan.title}”" if orphan.title else "",
        f"[{orphan.locale}]" if orphan.locale else "",
        orphan.url,
        f"({where})",
        f"{orphan.place}:",
        orphan.block,
    ]
    return " ".join(filter(None, parts))
