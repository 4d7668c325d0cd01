"""Uploading a file, and saying what its columns are."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic_blocks.definitions import FormDefinition
from civic_pages.participation.desk.targets import Target
from civic_pages.participation.models import Source


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX, with one contribution a row and the names of the columns on top. "
            "Nothing is stored before you have seen what it would give."
        ),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class ColumnsForm(forms.Form):
    """One list of the file's columns for each thing a column can be."""

    def __init__(
        self, data: Any = None, *, targets: Sequence[Target], headers: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(data, prefix="column", **kwargs)
        self.targets = targets
        choices = [("", _("— no column —")), *((header, header) for header in headers)]
        for target in targets:
            self.fields[target.name] = forms.ChoiceField(
                label=target.label, choices=choices, required=target.required
            )

    @property
    def questions(self) -> list[Any]:
        return [self[target.name] for target in self.targets if target.field]

    @property
    def facts(self) -> list[Any]:
        return [self[target.name] for target in self.targets if not target.field]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(target.name) for target in self.targets if target.field):
            self.add_error(None, _("Choose the column of at least one question."))
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        """The header of each target that has one."""
        return {name: header for name, header in self.cleaned_data.items() if header}


class OptionsForm(forms.Form):
    """What holds for every row whose cells do not say otherwise."""

    source = forms.ChoiceField(
        label=_("Source"),
        choices=[(s.value, s.label) for s in Source if s != Source.WEB],
        initial=Source.IMPORT,
    )
    batch = forms.CharField(label=_("Batch"), max_length=60, required=False)
    consents = forms.BooleanField(
        label=_("The people in this file have given the consents that the form asks for"),
        required=False,
    )
    geocode = forms.BooleanField(
        label=_("Look up the point of each address that comes without one (slow)"), required=False
    )
    mapping = forms.CharField(
        label=_("Name of this choice of columns"),
        help_text=_("It is proposed for the next file with the same columns."),
        max_length=100,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, definition: FormDefinition, geocodes: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, prefix="option", **kwargs)
        if definition.of_type("consent") is None:
            del self.fields["consents"]
        if not geocodes:
            del self.fields["geocode"]
