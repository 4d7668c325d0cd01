"""Tokens: texts that stand for a stored file until its form is sent, for whoever uploaded it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.db.models import Q

from civic_blocks.attachments import Attachment
from civic_pages.participation.files import Upload


SALT = "civic_pages.upload"


def token_of(upload: Upload) -> str:
    """Return the token of a file: it says which, of which campaign and which question, signed."""
    content = [upload.uuid.hex, upload.campaign_id, upload.field_key]
    return signing.dumps(content, salt=SALT)


def attachment_of(upload: Upload) -> Attachment:
    return Attachment(
        str(upload.uuid), upload.name, upload.size, upload.content_type, token_of(upload)
    )


@dataclass(frozen=True)
class TokenResolver:
    """Tells what the tokens of one question stand for (:data:`civic_blocks.attachments.Resolver`).

    A file is good while it waits. Once it belongs to a contribution it is good for that one only:
    for its retry, which comes with the same ``key``, and for its correction.

    Attributes:
        campaign_id, field_key: where the file must have been sent.
        key: storable idempotency key of the contribution that is being sent; may be empty.
        contribution_id: the contribution that is being corrected, if one is.
    """

    campaign_id: int
    field_key: str
    key: str = ""
    contribution_id: int | None = None

    def __call__(self, tokens: Iterable[str]) -> Mapping[str, Attachment]:
        wanted = {token: found for token in tokens if (found := self._read(token))}
        if not wanted:
            return {}
        uploads = Upload.objects.filter(
            self._usable(),
            uuid__in=wanted.values(),
            campaign_id=self.campaign_id,
            field_key=self.field_key,
        )
        known = {upload.uuid.hex: attachment_of(upload) for upload in uploads}
        return {token: known[code] for token, code in wanted.items() if code in known}

    def _usable(self) -> Q:
        usable = Q(contribution=None)
        if self.key:
            usable |= Q(contribution__idempotency_key=self.key)
        if self.contribution_id:
            usable |= Q(contribution_id=self.contribution_id)
        return usable

    def _read(self, token: str) -> str:
        """Return the id of a good token's file; empty for any other text."""
        try:
            code, campaign_id, field_key = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return ""
        fits = campaign_id == self.campaign_id and field_key == self.field_key
        return str(code) if fits else ""
