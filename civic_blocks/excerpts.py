"""Excerpts of texts that people wrote."""

import re


# Not ``str.split``, which also splits at the spaces that French sets before a sign.
SPACES = re.compile(r"[ \t\r\n\f\v]+")


def shortened(text: str, limit: int) -> str:
    """Return text cut between words to ``limit`` characters, with an ellipsis where it was cut."""
    text = SPACES.sub(" ", text).strip()
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.…") + "…"
