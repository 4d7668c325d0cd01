"""Keys that stand for a home, a person or a network: equal for the same, telling nothing else."""

import hashlib
import hmac
from dataclasses import dataclass

from civic_pages.participation.people import CampaignSalt


@dataclass(frozen=True)
class Keys:
    """Makes the keys of one campaign: HMAC-SHA256 with its salt, 64 hexadecimal digits."""

    salt: str

    @classmethod
    def of(cls, campaign_id: int) -> "Keys":
        """Return the keys of a campaign, whose salt is made at its first contribution."""
        kept, _created = CampaignSalt.objects.get_or_create(campaign_id=campaign_id)
        return cls(kept.salt)

    def _keyed(self, kind: str, text: str) -> str:
        message = f"{kind}:{text}".encode()
        return hmac.new(bytes.fromhex(self.salt), message, hashlib.sha256).hexdigest()

    def household(self, canonical: str) -> str:
        """Return the key of a home by its canonical text (see ``addresses.canonical``)."""
        return self._keyed("household", canonical)

    def person(self, email: str) -> str:
        """Return the key of a person by their e-mail address; case does not matter."""
        return self._keyed("person", email.strip().casefold())

    def account(self, pk: int) -> str:
        """Return the key of whoever is logged in under an account."""
        return self._keyed("account", str(pk))

    def browser(self, number: str) -> str:
        """Return the key of a browser by the random number it keeps."""
        return self._keyed("browser", number)

    def network(self, network: str) -> str:
        """Return the key of a network."""
        return self._keyed("network", network)
