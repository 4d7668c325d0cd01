"""What a contribution weighs in PostgreSQL, and how many mails an hour one sender sends.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/sizes.py

20,000 contributions, each with an address, an exact place, its words in the sorting aid's index, a
line of history and an empty outbox message; 2,000 mails to an SMTP server in this process. Makes a
test database of its own and drops it.
"""

import os
import socketserver
import threading
import time
from datetime import timedelta


os.environ["SIZES"] = "20000"
import run
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from civic_pages.participation.models import Contact, Contribution, ExactLocation, OutboxMessage
from civic_pages.participation.notifications import outbox
from civic_pages.testing import CampaignFactory, ensure_wagtail_rows, portal


SIZE, MAILS = 20_000, 2_000


class Sink(socketserver.StreamRequestHandler):
    """An SMTP server that takes everything."""

    def handle(self) -> None:
        def say(line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        say("220 sink")
        while line := self.rfile.readline().decode().strip().upper():
            if line == "DATA":
                say("354 go on")
                while self.rfile.readline().rstrip() != b".":
                    pass
            say("221 bye" if line == "QUIT" else "250 ok")
            if line == "QUIT":
                return


def total() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def details(campaign_id: int) -> None:
    """Give each contribution what a real one has beside its row."""
    now = timezone.now()
    keys = list(Contribution.objects.values_list("pk", flat=True))
    Contact.objects.bulk_create([Contact(contribution_id=pk, email=f"habitante{pk}@example.org") for pk in keys], 2000)  # fmt: skip
    ExactLocation.objects.bulk_create([ExactLocation(contribution_id=pk, latitude=48.89, longitude=2.2, address=f"{pk} rue de la Paix, 92000 Nanterre", provenance=ExactLocation.Provenance.PLACED) for pk in keys], 2000)  # fmt: skip
    OutboxMessage.objects.bulk_create([OutboxMessage(key=f"received-{pk}", campaign_id=campaign_id, contribution_id=pk, event="received", state="sent", created_at=now, due_at=now) for pk in keys], 2000)  # fmt: skip
    call_command("civic_reindex_similar", verbosity=0)
    from wagtail.models import ModelLogEntry

    for contribution in Contribution.objects.iterator():
        ModelLogEntry.objects.log_action(contribution, "civic.contribution.published")


def mails() -> float:
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                key=f"mail-{n}", recipient=f"h{n}@example.org", subject="Votre contribution",
                body="Bonjour,\n" + "Votre contribution est publiée. " * 20,
                headers={"Auto-Submitted": "auto-generated"}, created_at=now, due_at=now - timedelta(minutes=1),
            )
            for n in range(MAILS)
        ]
    )  # fmt: skip
    start = time.perf_counter()
    done = outbox.send_due(now=now, most=MAILS)
    assert done.sent == MAILS, done
    return MAILS / (time.perf_counter() - start)


def main() -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    ensure_wagtail_rows()
    portal()
    campaign = CampaignFactory(open=True, body=run.BLOCKS)
    empty = total()
    run.fill(campaign, SIZE)
    rows = total()
    details(campaign.pk)
    whole = total()
    print(
        f"empty site {empty / 1e6:.0f} MB; row, counts and indexes {(rows - empty) / SIZE:,.0f} bytes"
    )
    print(
        f"with address, place, outbox, history, index of words {(whole - empty) / SIZE:,.0f} bytes"
    )
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 8128), Sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=8128):  # fmt: skip
        rate = mails()
    server.shutdown()
    print(f"{rate:.0f} mails a second, {rate * 3600:,.0f} an hour, one sender")
    connection.creation.destroy_test_db("", verbosity=0)


if __name__ == "__main__":
    main()
