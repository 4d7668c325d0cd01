"""What the templates of votes need."""

from django import template
from django.utils.html import strip_tags

from civic_pages.voting import wording
from civic_pages.voting.rules import Rules


register = template.Library()


@register.filter
def euros(amount: int | None) -> str:
    """Return whole euros with their sign; nothing where there is no amount."""
    return wording.euros(amount) if amount is not None else ""


@register.filter
def ranks(rules: Rules) -> list[str]:
    """Return the ranks a ballot may give, as texts."""
    return [str(number) for number in range(1, rules.most + 1)]


@register.filter
def has_words(html: str) -> bool:
    """Tell whether an editor wrote more than an empty paragraph."""
    return bool(strip_tags(html or "").strip())
