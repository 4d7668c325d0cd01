"""The size of a file as people read it: "340 kB", in French "340 Ko".

Not by Django's ``filesizeformat``, which counts in powers of 1024 and so writes "Kio" and "Mio" in
French: correct, and known to hardly anybody.
"""

from django.utils.formats import number_format
from django.utils.html import avoid_wrapping
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


KILO, MEGA, GIGA = 1_000, 1_000_000, 1_000_000_000


def size_label(size: float) -> str:
    """Return a number of bytes in decimal units, to one place from a megabyte on: "1.2 MB".

    No line is broken before the unit.
    """
    return avoid_wrapping(_in_units(size))


def _in_units(size: float) -> str:
    if size < KILO:
        return ngettext("%(size)s byte", "%(size)s bytes", int(size)) % {"size": int(size)}
    # Rounded first: 999,999 bytes are 1 MB, not 1000 kB.
    if (kilos := round(size / KILO)) < KILO:
        return _("%(size)s kB") % {"size": kilos}
    if (megas := round(size / MEGA, 1)) < KILO:
        return _("%(size)s MB") % {"size": _short(megas)}
    return _("%(size)s GB") % {"size": _short(round(size / GIGA, 1))}


def _short(number: float) -> str:
    return number_format(number, decimal_pos=0 if number == int(number) else 1, force_grouping=True)
