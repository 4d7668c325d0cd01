"""Which pages anybody may see, asked in the statement that reads them: no query comes before it.

Conditions in SQL, for they are in every public read, and there Django takes longer to write them
than the database to answer. A page's path begins with those of the pages above it, of which each
adds four digits or capital letters.
"""

from typing import Any

from django.db.models import BooleanField, Func
from wagtail.models import Page, PageViewRestriction


_PAGES, _RESTRICTIONS = Page._meta.db_table, PageViewRestriction._meta.db_table  # noqa: SLF001
# By a range of paths, which SQLite finds along its index, beginning with the few restrictions; in
# the order of its bytes "~" comes after all that paths are made of. PostgreSQL has no such order
# where its language has another, but looks at the pages alone that the rest of a statement leaves.
_NOT_BENEATH = (
    f"%(expressions)s NOT IN (SELECT beneath.path FROM {_RESTRICTIONS} restriction"  # noqa: S608
    f" CROSS JOIN {_PAGES} above CROSS JOIN {_PAGES} beneath WHERE above.id = restriction.page_id"
    " AND beneath.path >= above.path AND beneath.path < above.path || '~')"
)
_NONE_ABOVE = (
    f"NOT EXISTS (SELECT 1 FROM {_RESTRICTIONS} restriction"  # noqa: S608
    f" INNER JOIN {_PAGES} above ON above.id = restriction.page_id"
    " WHERE above.path = SUBSTR(%(expressions)s, 1, LENGTH(above.path)))"
)
_OF_PAGE = f"%(expressions)s IN (SELECT page.id FROM {_PAGES} page WHERE page.live AND {{}})"  # noqa: S608


class IsUnrestricted(Func):
    """Whether no restriction lies on the page of a path, or on one above it."""

    output_field = BooleanField()
    template, on_sqlite = _NONE_ABOVE, _NOT_BENEATH

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.on_sqlite, **context)


class IsOfOpenPage(IsUnrestricted):
    """Whether a key is of a page that is live and unrestricted."""

    template, on_sqlite = (
        _OF_PAGE.format(rule % {"expressions": "page.path"}) for rule in (_NONE_ABOVE, _NOT_BENEATH)
    )


def open_pages(model: type[Page] = Page) -> Any:
    """Pages of a class that are live, and restricted neither themselves nor by a page above.

    What ``live().public()`` of Wagtail finds, which reads the restrictions when it is built, and so
    once for every queryset of a request.
    """
    return model.objects.filter(IsUnrestricted("path"), live=True)
