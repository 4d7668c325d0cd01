"""What an eraser answers, and who it is asked about."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q
from django.utils.functional import Promise

from civic_blocks.extension import ExtensionPoint
from civic_pages.participation.models import Contribution


@dataclass(frozen=True)
class Person:
    """Somebody who asks for their data: an address they proved is theirs, and what is theirs.

    Attributes:
        email: in lower case; empty where they came with a reference only.
        contributions: primary keys, in the order they came.
    """

    email: str = ""
    contributions: tuple[int, ...] = ()


@dataclass(frozen=True)
class NamedFile:
    """One file of what is handed out."""

    name: str
    content: bytes


class Eraser(ABC):
    """One place where personal data is kept; subclass it for a store of your own.

    The same class hands out (GDPR article 15), erases (article 17) and tells what ends with a
    campaign's retention period (article 5.1.e).

    Attributes:
        slug: unique name, never shown.
        label: what is kept there, in words.
        told_as: how the command's report names it, in English plural.
        ends_as: what of it ends with a campaign, in words, where that is not all of it.
    """

    slug: ClassVar[str]
    label: ClassVar[str | Promise]
    told_as: ClassVar[str] = ""
    ends_as: ClassVar[str | Promise] = ""

    @abstractmethod
    def held(self, who: Person) -> int:
        """Return how many rows are held of a person."""

    def export(self, who: Person) -> Iterable[NamedFile]:
        """Return the files to hand out."""
        return ()

    @abstractmethod
    def erase(self, who: Person) -> int:
        """Erase what is held of a person; return how many rows that concerned."""

    def due(self, campaign_id: int) -> int:
        """Return how many rows of a campaign must go when its retention period is over."""
        return 0

    def purge(self, campaign_id: int) -> int:
        """Erase them; return how many."""
        return 0


ERASERS: ExtensionPoint[Eraser] = ExtensionPoint(
    "register_civic_erasers", Eraser, "eraser", labelled=True
)


def erasers() -> list[Eraser]:
    """Return all erasers of the hook ``register_civic_erasers``, ours first.

    Raises:
        ImproperlyConfigured: two of one slug, or something that is no eraser.
    """
    return list(ERASERS.collect().values())


def find(query: str) -> Person | None:
    """Return the person of an e-mail address or of a contribution's reference; ``None``: nobody.

    A reference finds one contribution and, where it has a contact, all others of that address.
    """
    query = query.strip()
    if not query:
        return None
    email = query.lower() if "@" in query else _email_of(query)
    mine = Q(contact__email__iexact=email) if email else Q(pk=None)
    if "@" not in query:
        mine |= Q(reference__iexact=query)
    keys = tuple(
        Contribution.objects.filter(mine).order_by("created_at", "pk").values_list("pk", flat=True)
    )
    person = Person(email, keys)
    known = keys or any(eraser.held(person) for eraser in erasers())
    return person if known else None


def _email_of(reference: str) -> str:
    found = Contribution.objects.filter(reference__iexact=reference, contact__isnull=False)
    email = found.values_list("contact__email", flat=True).first()
    return (email or "").lower()
