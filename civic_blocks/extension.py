"""How other apps extend ours: one way to read a hook, and to say what is wrong with what it gives.

An :class:`ExtensionPoint` is a Wagtail hook whose functions, without arguments, return one thing or
a list of things of a kind, each under a name. ``collect()`` is what the code asks; ``check()`` is
what ``manage.py check`` asks, and tells all that is wrong instead of the first.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks


logger = logging.getLogger(__name__)
Item = TypeVar("Item")
GUIDE = "See docs/extension-points.md, {hook}."


def as_items(result: Any) -> Iterable[Any]:
    """Return what a hook's function gave as a list: one thing is a list of one."""
    return result if isinstance(result, list | tuple) else [result]


def where(function: Callable[..., Any]) -> str:
    """Return the dotted path by which a developer finds a function."""
    name = getattr(function, "__qualname__", None) or type(function).__name__
    return f"{getattr(function, '__module__', '?')}.{name}"


@dataclass(frozen=True)
class ExtensionPoint(Generic[Item]):
    """A hook that apps add things of one kind with.

    Attributes:
        hook: its name; the heading in docs/extension-points.md too.
        kind: the class each thing is an instance of.
        noun: what one is called in messages: "field type".
        name_of: reads the name of a thing; two of one name are a mistake.
        built_in: gives ours, which come first.
        reserved: gives names that are taken though no thing bears them.
        labelled: each thing has a ``label``, which people read.
        wrong: says what else is wrong with one thing, given its name; ``None``: nothing.
        split: gives (name or ``None``, thing) of what the hook gave, where that is not the thing.
        listed: makes a list of what a function of the hook returned.
    """

    hook: str
    kind: type[Item]
    noun: str
    name_of: Callable[[Any], Any] = lambda item: getattr(item, "slug", None)
    built_in: Callable[[], Iterable[Item]] = tuple
    reserved: Callable[[], Iterable[str]] = tuple
    labelled: bool = False
    wrong: Callable[[str, Any], str | None] = lambda _name, _item: None
    split: Callable[[Any], tuple[Any, Any]] | None = None
    listed: Callable[[Any], Iterable[Any]] = as_items

    def collect(self) -> dict[str, Item]:
        """Return all things by name: ours, then those of the hook in its order.

        Raises:
            ImproperlyConfigured: saying what is wrong first, and who registered it.
        """
        found, problems = self.read()
        if problems:
            raise ImproperlyConfigured(problems[0])
        return found

    def sound(self) -> dict[str, Item]:
        """Return what is sound, by name; what is not is logged, and told by a system check.

        For what is built as the site starts: one wrong extension must neither hide the check that
        names it nor take all pages down.
        """
        found, problems = self.read()
        for problem in problems:
            logger.error(problem)
        return found

    def read(self) -> tuple[dict[str, Item], list[str]]:
        """Return what is sound, by name, and what is wrong with the rest, in words."""
        found: dict[str, Item] = {}
        problems: list[str] = []
        for candidate, source in self._candidates(problems):
            name, item = self.split(candidate) if self.split else (None, candidate)
            problem = self._problem(name, item, found)
            if problem:
                problems.append(f"{source}: {problem}")
            else:
                found[name or self.name_of(item)] = item
        return found, problems

    def check(self, identifier: str) -> list[CheckMessage]:
        """Return one error for each thing that is wrong."""
        hint = GUIDE.format(hook=self.hook)
        return [Error(text, hint=hint, id=identifier) for text in self.read()[1]]

    def _candidates(self, problems: list[str]) -> Iterator[tuple[Any, str]]:
        yield from ((item, __package__) for item in self.built_in())
        for function in hooks.get_hooks(self.hook):
            try:
                made = list(self.listed(function()))
            except ImproperlyConfigured as error:
                problems.append(str(error))
            except TypeError as error:
                problems.append(f"{where(function)}: {self.hook} gives no {self.noun}: {error}")
            else:
                yield from ((item, where(function)) for item in made)

    def _problem(self, name: Any, item: Any, found: dict[str, Item]) -> str | None:
        """Return what is wrong with one thing, in words; ``None``: nothing."""
        given = name if self.split else self.name_of(item)
        return self._misnamed(given, item, found) or self._unfinished(given, item)

    def _misnamed(self, given: Any, item: Any, found: dict[str, Item]) -> str | None:
        one = f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"
        if self.split and not _is_name(given):
            return f"{given!r} is not {one} name."
        if not isinstance(item, self.kind):
            about = f"{given!r} is" if self.split else f"{item!r} is"
            instead = f" but {item!r}" if self.split else ""
            return f"{about} not {one} instance{instead}."
        if not _is_name(given):
            return f"{given!r} is not a name of {one}: letters, digits and underscores."
        if given in found or given in set(self.reserved()):
            return f"Two {self.noun}s are named {given!r}."
        return None

    def _unfinished(self, given: str, item: Any) -> str | None:
        if self.labelled and not getattr(item, "label", None):
            return f"the {self.noun} {given!r} has no label."
        return self.wrong(given, item)


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and name.isidentifier()


def lacks(item: Any, base: type, method: str) -> bool:
    """Tell whether a thing has not made a method of its base its own."""
    return getattr(type(item), method) is getattr(base, method)
