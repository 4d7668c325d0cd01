"""Sent once the database has committed; listeners may send mail, call webhooks, drop caches.

Each is sent with ``sender=Contribution`` and ``instance``, the contribution.
"""

from django.dispatch import Signal


contribution_submitted = Signal()
contribution_published = Signal()
contribution_rejected = Signal()
contribution_withdrawn = Signal()
