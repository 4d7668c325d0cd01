"""Files, sent before the contribution they belong to."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.accounts import ACCOUNT, account_required
from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import docs
from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.file import MEGABYTE
from civic_pages import conf
from civic_pages.participation import rate
from civic_pages.participation.choices import Identity
from civic_pages.participation.uploads import storing, taking, tokens


# What a multipart body has beside its file: boundaries, names, the form's id.
MARGIN = 64 * 1024
# Which problem an error of ``uploads.checking`` is, by its code.
PROBLEMS = {
    "too_large": (413, "too-large"),
    "pixels": (413, "too-large"),
    "kind": (415, "unsupported-media-type"),
    "mismatch": (415, "unsupported-media-type"),
}


class NewUpload(serializers.Serializer[None]):
    form = serializers.CharField(help_text="Id of the form.")
    field = serializers.CharField(help_text="Key of its question.")
    file = serializers.FileField()


class Uploaded(serializers.Serializer[None]):
    token = serializers.CharField(
        help_text="Stands for the file in `answers` of a contribution to this campaign."
    )
    name = serializers.CharField()
    size = serializers.IntegerField()
    type = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds until a file nobody sent is erased.")


class UploadsView(CivicView):
    """Keeps a file until the contribution that names its token is sent."""

    parser_classes: Any = (MultiPartParser,)

    @extend_schema(
        operation_id="upload",
        description=ACCOUNT,
        request={"multipart/form-data": NewUpload},
        responses={
            201: Uploaded,
            **{code: OpenApiResponse(docs.Problem) for code in (403, 404, 413, 415, 422, 429)},
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        campaign, now = public_campaign(pk), timezone.now()
        if not campaign.allows("contribute", now=now):
            raise Problem(403, "closed", _("This campaign does not take contributions now."))
        if campaign.identity == Identity.ACCOUNT:
            raise account_required(campaign)
        _count(request, campaign)
        _require_length(request)
        spec = _question(campaign, request)
        file = request.FILES.get("file")
        if file is None:
            raise _invalid("file", _("Send a file."), "required")
        try:
            upload = storing.keep(file, spec, campaign_id=campaign.pk, now=now)
        except ValidationError as error:
            raise _refused(error) from error
        response = Response(
            {
                "token": tokens.token_of(upload),
                "name": upload.name,
                "size": upload.size,
                "type": upload.content_type,
                "expires_in": int(conf.get("UPLOAD_WAIT_HOURS") * 3600),
            },
            status=201,
        )
        response["Cache-Control"] = "no-store"
        return response


def _invalid(field: str, message: str, code: str) -> Problem:
    errors: dict[str, Any] = {field: [{"message": message, "code": code}]}
    return Problem(422, "invalid", _("The file was not taken."), errors=errors)


def _refused(error: ValidationError) -> Problem:
    """Return the problem of a file that was not taken."""
    message, code = " ".join(error.messages), error.code or "invalid"
    if code in PROBLEMS:
        status, kind = PROBLEMS[code]
        errors: dict[str, Any] = {"file": [{"message": message, "code": code}]}
        return Problem(status, kind, message, errors=errors)
    return _invalid("file", message, code)


def _count(request: Request, campaign: Any) -> None:
    try:
        network = rate.client_network(request.META)
        rate.check(campaign.pk, network, setting="UPLOAD_RATE_LIMIT")
    except rate.TooMany as error:
        detail = _("Too many files come from your network. Try again later.")
        raise Problem(429, "too-many-requests", detail, retry_after=error.seconds) from error


def _require_length(request: Request) -> None:
    """Refuse a body that is too large by its own word, before any of it is read."""
    length = request.META.get("CONTENT_LENGTH") or ""
    most = conf.get("UPLOAD_MAX_MB") * MEGABYTE + MARGIN
    if length.isdecimal() and int(length) > most:
        raise Problem(413, "too-large", _("The file is too large."))


def _question(campaign: Any, request: Request) -> FieldSpec:
    """Return the question a file is sent for."""
    # The parser of forms gives a QueryDict, and nothing else.
    data: Any = request.data
    form_id, key = data.get("form"), data.get("field")
    definition = next((d for d in campaign.form_definitions() if d.form_id == form_id), None)
    if definition is None:
        raise Problem(404, "not-found", _("This campaign has no such form."))
    for spec in taking.file_questions(definition):
        if spec.key == key:
            return spec
    raise _invalid("field", _("No question of this form takes files by this name."), "unknown")
