"""Amounts as people read them."""

from django.utils import formats


def euros(amount: int) -> str:
    """Return whole euros with their sign: "45 000 €", the spaces not to be broken."""
    return f"{formats.number_format(amount, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}€"
