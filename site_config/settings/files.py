"""Where uploads are kept: folders of this machine, or two buckets that speak S3's protocol.

Buckets need the optional extra ``s3`` (django-storages). The media bucket is read by browsers at
``CIVIC_S3_PUBLIC_URL``; the private one by the application alone.
"""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


S3 = "storages.backends.s3.S3Storage"
FOLDER = "django.core.files.storage.FileSystemStorage"


def file_settings(env: environ.Env, *, private_root: str) -> dict[str, Any]:
    """Return the two storages ``default`` and ``civic_private``, as values of ``STORAGES``.

    Raises:
        ImproperlyConfigured: a media bucket without a private one, or one bucket for both: whoever
            may read the media could read what citizens attached.
    """
    media = env("CIVIC_S3_BUCKET", default="")
    private = env("CIVIC_S3_PRIVATE_BUCKET", default="")
    if not media and not private:
        return {
            "default": {"BACKEND": FOLDER},
            "civic_private": {"BACKEND": FOLDER, "OPTIONS": {"location": private_root}},
        }
    if not media or not private or media == private:
        raise ImproperlyConfigured(
            "CIVIC_S3_BUCKET and CIVIC_S3_PRIVATE_BUCKET go together, and must be two buckets."
        )
    public = urlsplit(env("CIVIC_S3_PUBLIC_URL"))
    served = {
        "querystring_auth": False,
        "custom_domain": f"{public.netloc}{public.path}".rstrip("/"),
        "url_protocol": f"{public.scheme}:",
        "object_parameters": {"CacheControl": "public, max-age=86400"},
    }
    common = _common(env)
    return {
        "default": {"BACKEND": S3, "OPTIONS": {**common, "bucket_name": media, **served}},
        "civic_private": {"BACKEND": S3, "OPTIONS": {**common, "bucket_name": private}},
    }


def _common(env: environ.Env) -> dict[str, Any]:
    """Return what both buckets share; no ACL is sent: the bucket's policy says who may read."""
    return {
        "endpoint_url": env("CIVIC_S3_ENDPOINT", default="") or None,
        "region_name": env("CIVIC_S3_REGION", default="") or None,
        "access_key": env("CIVIC_S3_ACCESS_KEY", default="") or None,
        "secret_key": env("CIVIC_S3_SECRET_KEY", default="") or None,
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": False,
    }


def media_origins(env: environ.Env) -> list[str]:
    """Return the origins of public media, for the content policy; none where they are ours."""
    public = urlsplit(env("CIVIC_S3_PUBLIC_URL", default=""))
    return [f"{public.scheme}://{public.netloc}"] if public.netloc else []
