"""The choice of what stands in another site, and whether it may stand there: for editors and citizens."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_pages.embedding import addresses, origins
from civic_pages.embedding.models import settings_of_site
from civic_pages.embedding.parts import CARD, Part, parts_of


class ChoiceForm(forms.Form):
    """Which part, and where it shall stand."""

    part = forms.ChoiceField(label=gettext_lazy("What to show"))
    where = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Address of the page it is for"),
        help_text=gettext_lazy("To check whether that site may show it: https://www.nanterre.fr/"),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "url"}),
    )

    def __init__(self, data: Any, *, parts: list[Part]) -> None:
        super().__init__(data)
        choices: Any = [(part.slug, part.label) for part in parts]
        self.fields["part"].choices = choices  # type: ignore[attr-defined]

    def clean_where(self) -> str:
        where = str(self.cleaned_data["where"]).strip()
        if not where:
            return ""
        found = origins.origin_of(where if "://" in where else f"https://{where}")
        if not found or origins.WILDCARD in found:
            raise forms.ValidationError(_("Give a whole address: https://www.nanterre.fr/"))
        return found


@dataclass(frozen=True)
class Choice:
    """What was chosen, and what is said about it.

    Attributes:
        preview_url: what the frame will show; empty where the campaign is not public.
        where: the origin that was asked about; empty: none.
        may: that origin may show it; ``None``: none was asked about.
        is_anywhere: every site may show it.
        is_nowhere: no other site may.
    """

    form: ChoiceForm
    code: addresses.Code
    preview_url: str
    where: str
    may: bool | None
    is_anywhere: bool
    is_nowhere: bool

    @property
    def is_valid(self) -> bool:
        return self.form.is_valid()


def choice(page: Any, request: HttpRequest) -> Choice:
    """Return the choice made in an address; the campaign as a card where there is none."""
    parts = list(parts_of(page))
    given = {"part": request.GET.get("part", CARD), "where": request.GET.get("where", "")}
    form = ChoiceForm(given, parts=parts)
    form.full_clean()
    slug = form.cleaned_data.get("part", CARD)
    part = next(part for part in parts if part.slug == slug)
    settings = settings_of_site(page.get_site())
    where = form.cleaned_data.get("where", "")
    takes_part = part.kind.takes_part
    return Choice(
        form=form,
        code=addresses.code_of(page, request, part),
        preview_url=f"{page.get_url(request)}{addresses.ROUTE}{part.slug}/",
        where=where,
        may=settings.admits(where, takes_part=takes_part) if where else None,
        is_anywhere=settings.everywhere and not takes_part,
        is_nowhere=not settings.origins and not (settings.everywhere and not takes_part),
    )


def is_ours(url: str, request: HttpRequest) -> bool:
    """Tell whether an address is on the host that is asked."""
    return urlsplit(url).netloc in {"", request.get_host()}
