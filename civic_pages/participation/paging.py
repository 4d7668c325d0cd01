"""Pages of a list whose length is not told."""

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator


class UncountedPage(Page):  # type: ignore[type-arg]
    """A page that knows whether another follows, and no more."""

    is_followed = False

    def has_next(self) -> bool:
        return self.is_followed


class UncountedPaginator(Paginator):  # type: ignore[type-arg]
    """Reads one row more than a page holds, instead of counting all of them."""

    def validate_number(self, number: Any) -> int:
        try:
            return max(1, int(number))
        except (TypeError, ValueError) as error:
            raise EmptyPage("That page number is not an integer.") from error

    def page(self, number: Any) -> UncountedPage:
        """Return a page.

        Raises:
            EmptyPage: nothing is on it, and it is not the first.
        """
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        if not rows and number > 1:
            raise EmptyPage("That page contains no results.")
        page = UncountedPage(rows[: self.per_page], number, self)
        page.is_followed = len(rows) > self.per_page
        return page

    def get_page(self, number: Any) -> UncountedPage:
        """Return a page; the first one where there is no such page."""
        try:
            return self.page(number)
        except EmptyPage:
            return self.page(1)
