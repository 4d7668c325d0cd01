"""What a campaign needs that counts homes, or that asks where people live."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks.definitions import FormDefinition
from civic_pages.participation.choices import Precision


def problems(
    values: Mapping[str, Any], forms: list[FormDefinition]
) -> Iterator[tuple[str, ValidationError]]:
    """Yield (field, what is wrong) of a campaign that is to be published.

    Args:
        values: cleaned ``households``, ``public_precision`` and ``perimeter``.
        forms: the definitions of its forms.
    """
    asks = any(form.of_type("home") for form in forms)
    precision = values.get("public_precision")
    if values.get("households") and precision != Precision.AREAS:
        message = _(
            "A campaign that counts homes publishes nothing but counts by areas: choose “Homes”."
        )
        yield "public_precision", ValidationError(message, code="homes_precision")
    elif asks and precision == Precision.EXACT:
        message = _("The form asks where people live: homes are never published as points.")
        yield "public_precision", ValidationError(message, code="homes_exact")
    if values.get("households") and not asks:
        message = _(
            "To count homes, add the question “Home: address, staircase, flat” to the form."
        )
        yield "households", ValidationError(message, code="homes_question")
    if asks and not values.get("perimeter"):
        message = _("The form asks where people live: draw the perimeter their homes must lie in.")
        yield "perimeter", ValidationError(message, code="perimeter")
