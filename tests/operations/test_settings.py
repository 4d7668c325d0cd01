"""What the environment makes of the settings of a site on several machines."""

import os
import subprocess
import sys
from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from site_config.settings.databases import database_settings
from site_config.settings.files import FOLDER, S3, file_settings, media_origins
from site_config.settings.tasks import task_settings


BUCKETS = {
    "CIVIC_S3_BUCKET": "ville-media",
    "CIVIC_S3_PRIVATE_BUCKET": "ville-private",
    "CIVIC_S3_PUBLIC_URL": "https://media.ville.example/participez/",
    "CIVIC_S3_ENDPOINT": "https://s3.example",
    "CIVIC_S3_REGION": "fr-par",
}


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in list(os.environ):
        if name.startswith(("CIVIC_", "DATABASE_")):
            monkeypatch.delenv(name)
    return environ.Env()


def set_all(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_without_buckets_files_are_in_two_folders(env: Any) -> None:
    storages = file_settings(env, private_root="/srv/private")
    assert storages["default"] == {"BACKEND": FOLDER}
    assert storages["civic_private"]["OPTIONS"] == {"location": "/srv/private"}
    assert media_origins(env) == []


def test_two_buckets_hold_what_is_public_and_what_is_not(
    env: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, BUCKETS)
    storages = file_settings(env, private_root="/srv/private")
    public, private = storages["default"]["OPTIONS"], storages["civic_private"]["OPTIONS"]
    assert {storage["BACKEND"] for storage in storages.values()} == {S3}
    assert public["bucket_name"] == "ville-media"
    assert public["custom_domain"] == "media.ville.example/participez"
    assert private["bucket_name"] == "ville-private"
    assert "custom_domain" not in private
    assert private.get("querystring_auth", True)
    assert private["default_acl"] is None
    assert media_origins(env) == ["https://media.ville.example"]


@pytest.mark.parametrize(
    "changes",
    [
        {"CIVIC_S3_PRIVATE_BUCKET": "ville-media"},
        {"CIVIC_S3_PRIVATE_BUCKET": ""},
        {"CIVIC_S3_BUCKET": ""},
        {"CIVIC_S3_PUBLIC_URL": None},
    ],
)
def test_private_files_are_never_put_where_media_are(
    env: Any, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str | None]
) -> None:
    set_all(monkeypatch, {k: v for k, v in (BUCKETS | changes).items() if v is not None})
    with pytest.raises(ImproperlyConfigured):
        file_settings(env, private_root="/srv/private")


def test_a_replica_brings_its_router(
    env: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://civic@db1/civic")
    assert set(database_settings(env, tmp_path)) == {"DATABASES"}
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgres://civic@db2/civic")
    made = database_settings(env, tmp_path)
    assert made["DATABASES"]["replica"]["HOST"] == "db2"
    assert made["DATABASES"]["replica"]["TEST"] == {"MIRROR": "default"}
    assert made["DATABASES"]["replica"]["OPTIONS"]["pool"]["max_size"] == 8
    assert made["DATABASE_ROUTERS"] == ["site_config.replica.ReplicaRouter"]


def test_workers_are_asked_for_by_name(env: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert task_settings(env, ["a"]) == {}
    monkeypatch.setenv("CIVIC_TASKS", "database")
    assert task_settings(env, ["a"])["INSTALLED_APPS"] == ["a", "django_tasks_db"]
    monkeypatch.setenv("CIVIC_TASKS", "celery")
    with pytest.raises(ImproperlyConfigured, match="celery"):
        task_settings(env, ["a"])


def test_production_lets_images_of_the_bucket_through_its_content_policy() -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.MEDIA_URL, s.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'], s.MIDDLEWARE[:3])"
    )
    variables = {
        "DJANGO_SETTINGS_MODULE": "site_config.settings.production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "ville.example",
        "DATABASE_URL": "postgres://civic@db1/civic",
        "DATABASE_REPLICA_URL": "postgres://civic@db2/civic",
    }
    made = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **BUCKETS, **variables},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert made.startswith("https://media.ville.example/participez/ ")
    assert "'https://media.ville.example'" in made
    ours = made.index("ReplicaMiddleware")
    assert made.index("SecurityMiddleware") < made.index("WhiteNoiseMiddleware") < ours


def test_an_empty_geocoder_turns_the_search_of_addresses_off() -> None:
    asked = [sys.executable, "manage.py", "check"]
    environment = {**os.environ, "CIVIC_GEOCODER": "", "DJANGO_SETTINGS_MODULE": "site_config.settings.dev"}  # fmt: skip
    ran = subprocess.run(asked, capture_output=True, text=True, env=environment, check=False)
    assert ran.returncode == 0, ran.stderr
