"""Store a picture, a citizen's file and an export in buckets, the export made by a worker."""

import os
import sys
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path

import django


sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
django.setup()

import boto3  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image as Picture  # noqa: E402
from wagtail.images.models import Image  # noqa: E402

from civic_pages.participation.exports import jobs  # noqa: E402
from civic_pages.participation.exports.orders import Order  # noqa: E402
from civic_pages.participation.files import Job, Upload  # noqa: E402
from civic_pages.testing import CampaignFactory, ContributionFactory  # noqa: E402


POLICY = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
 "Action": "s3:GetObject", "Resource": "arn:aws:s3:::media/*"}]}"""


def check(fact: object, what: str) -> None:
    """Say what is so; stop where it is not."""
    if not fact:
        sys.exit(f"NOT SO: {what}")
    print(f"ok: {what}")  # noqa: T201


def buckets() -> None:
    client = boto3.client(
        "s3",
        endpoint_url=os.environ["CIVIC_S3_ENDPOINT"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
    )
    for name in ("media", "private"):
        client.create_bucket(Bucket=name)
    client.put_bucket_policy(Bucket="media", Policy=POLICY)


def picture() -> None:
    drawn = BytesIO()
    Picture.new("RGB", (600, 400), "teal").save(drawn, "PNG")
    image = Image.objects.create(title="Place", file=ContentFile(drawn.getvalue(), "place.png"))
    address = image.get_rendition("fill-300x200").url
    check(
        address.startswith("http://127.0.0.1:8126/media/images/"),
        "a rendition has its bucket's address",
    )
    with urllib.request.urlopen(address) as answer:  # noqa: S310
        check(answer.status == 200, "browsers read it there")


def citizens_file() -> None:
    contribution = ContributionFactory(published=True)
    upload = Upload.objects.create(
        campaign_id=contribution.campaign_id, contribution=contribution, field_key="photo",
        name="a.txt", content_type="text/plain", extension=".txt", size=2, digest="",
        file=ContentFile(b"ok", "a.txt"), created_at=timezone.now(),
    )  # fmt: skip
    with Upload.objects.get(pk=upload.pk).file.open() as stored:
        check(stored.read() == b"ok", "the application reads a citizen's file back")
    check("Signature" in upload.file.url, "its address is signed, in the private bucket")
    upload.file.delete(save=False)
    check(not upload.file.storage.exists(f"uploads/{contribution.campaign_id}/"), "and erases it")


def worker() -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign, published=True, title="Des bancs")
    boss = get_user_model().objects.create_superuser("boss")
    job = jobs.start(Order(campaign_id=campaign.pk), by=boss, total=1, now=timezone.now())
    check(Job.objects.get(pk=job.pk).state == Job.State.WAITING, "an export waits for a worker")
    call_command("db_worker", batch=True, startup_delay=False, interval=0)
    job.refresh_from_db()
    check(job.state == Job.State.DONE, "a worker made it")
    with job.file.open() as made:
        check(b"Des bancs" in made.read(), "its file is in the private bucket")


def main() -> None:
    buckets()
    picture()
    citizens_file()
    worker()
    if "CACHE_URL" in os.environ:
        cache.set("a", "b")
        check(cache.get("a") == "b", "Redis keeps what is cached")
    check(Client().get("/readyz").status_code == 200, "/readyz answers 200")


if __name__ == "__main__":
    main()
