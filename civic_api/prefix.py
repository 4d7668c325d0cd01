"""Where the API is in a site: a host may include its addresses wherever it wants."""

from django.urls import NoReverseMatch, reverse


USUAL = "/api/civic/"
FIRST = "v1/campaigns/"


def prefix() -> str:
    """Return the path beneath which all of the API is; the usual one where it is not included."""
    try:
        return reverse("civic_api:campaigns").removesuffix(FIRST)
    except NoReverseMatch:
        return USUAL
