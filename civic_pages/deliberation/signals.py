"""What happens to comments, for whoever writes it down; sent within the transaction."""

from django.dispatch import Signal


# A comment, and what answers it, can be read by everybody, or no more: ``sender=Comment``,
# ``instance``, ``is_public`` and ``now``.
comment_recorded = Signal()
