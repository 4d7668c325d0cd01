"""What happens to votes, for whoever tells people; sent once the transaction is through."""

from django.dispatch import Signal


# The result of a vote is public: ``vote`` (the page), ``result``.
vote_published = Signal()
