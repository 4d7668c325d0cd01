"""Accepted contributions per second: gunicorn with two workers, PostgreSQL, eight clients.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/civic_bench python benchmarks/posts.py

The database named by DATABASE_URL is made anew and dropped. Half of the clients post the page's
form, half the API; each post is a different contribution.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit


ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CLIENTS, SECONDS, PORT, WORKERS = 8, 15, 8765, 2
URL = os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/civic_bench")
os.environ.update(DJANGO_SETTINGS_MODULE="site_config.settings.dev", DEBUG="false", EMAIL_URL="dummymail://", CIVIC_RATE_LIMIT="100000000,60", CIVIC_CAMPAIGN_RATE_LIMIT="100000000,60", CIVIC_CHALLENGE="never", CIVIC_GEOCODER="")  # fmt: skip


def database(command: str) -> None:
    """Create or drop the database, from the server's own one."""
    import psycopg

    parts = urlsplit(URL)
    server = parts._replace(path="/postgres").geturl().replace("postgres://", "postgresql://")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{parts.path[1:]}" WITH (FORCE)')
        if command == "create":
            connection.execute(f'CREATE DATABASE "{parts.path[1:]}"')


def page_post(connection: http.client.HTTPConnection, path: str, number: str) -> int:
    """Post the page's form as a browser does, its CSRF token taken from the page once."""
    if not hasattr(connection, "civic"):
        connection.request("GET", path)
        response = connection.getresponse()
        html = response.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
        cookie = response.headers["Set-Cookie"].split(";")[0]
        connection.civic = (token, cookie)
    token, cookie = connection.civic
    data = {
        "csrfmiddlewaretoken": token, "civic_form": FORM_ID, "civic_key": uuid.uuid4().hex,
        "titre": f"Idée {number}", "idee": "Des bancs et de l'ombre.", "theme": "Voirie",
        "lieu_latitude": "48.892", "lieu_longitude": "2.206", "accord": "on",
    }  # fmt: skip
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(data), headers)
    response = connection.getresponse()
    response.read()
    return response.status


def api_post(connection: http.client.HTTPConnection, campaign: int, number: str) -> int:
    answers = {"titre": f"Idée {number}", "idee": "Des bancs.", "theme": "Nature", "accord": True, "lieu": {"latitude": 48.893, "longitude": 2.207}}  # fmt: skip
    body = json.dumps({"campaign": campaign, "form": FORM_ID, "answers": answers})
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    connection.request("POST", "/api/civic/v1/contributions/", body, headers)
    response = connection.getresponse()
    response.read()
    return response.status


FORM_ID = "6f1f0f52-5c1a-4a3b-9b0e-7f6f4f1d2c11"


def client(number: int, campaign: int, path: str, until: float) -> list[int]:
    """Post one contribution after another until the time is over; return the statuses."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    statuses = []
    while time.monotonic() < until:
        name = f"{number}-{len(statuses)}"
        statuses.append(
            page_post(connection, path, name)
            if number % 2
            else api_post(connection, campaign, name)
        )
    return statuses


def main() -> None:
    database("create")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from civic_pages.participation.models import Contribution
    from civic_pages.testing import CampaignFactory

    call_command("migrate", verbosity=0)
    campaign = CampaignFactory(open=True)
    path, pk = urlsplit(campaign.url).path, campaign.pk
    command = [sys.executable, "-m", "gunicorn", "site_config.wsgi:application", f"--workers={WORKERS}", "--threads=4", f"--bind=127.0.0.1:{PORT}", "--log-level=error"]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        time.sleep(6)
        start = time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            runs = [pool.submit(client, n, pk, path, start + SECONDS) for n in range(CLIENTS)]
            statuses = [status for run in runs for status in run.result()]
        elapsed = time.monotonic() - start
    finally:
        server.terminate()
        server.wait(10)
    accepted = sum(status in {201, 303} for status in statuses)
    stored = Contribution.objects.count()
    print(
        f"{accepted / elapsed:.0f} accepted posts per second ({CLIENTS} clients, {WORKERS} workers, {elapsed:.0f} s)"
    )
    print(f"{accepted} accepted, {stored} stored, {len(statuses) - accepted} refused or failed")
    connection.close()
    database("drop")


if __name__ == "__main__":
    main()
