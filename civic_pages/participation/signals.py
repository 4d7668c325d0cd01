"""Sent once the database has committed; listeners may send mail, call webhooks, drop caches.

Each is sent with ``sender=Contribution`` and ``instance``, the contribution.
"""

from django.dispatch import Signal


contribution_submitted = Signal()
# The link that confirms it is to be mailed again.
contribution_to_confirm = Signal()
contribution_confirmed = Signal()
contribution_corrected = Signal()
contribution_published = Signal()
contribution_rejected = Signal()
contribution_withdrawn = Signal()
# Another answer of the same home was said to replace it.
household_replaced = Signal()
# An answer of the city to it has become public; sent once an answer.
contribution_answered = Signal()
# The team took words out of it, or put its place right.
contribution_edited = Signal()
# Its data were erased, with its words, because its author asked for it.
contribution_erased = Signal()
# Sent within the transaction of every change of status, with ``before``, the status until then, and
# ``now``.
status_recorded = Signal()
# Sent within the transaction, with ``of``, the signal that follows once it has committed, and
# ``now``: for what must be written with the change itself, such as the outbox.
recorded = Signal()
# A public project of a participatory budget came to another step; sent with ``sender=Project``,
# ``instance``, the project, and ``step``.
project_status_changed = Signal()
