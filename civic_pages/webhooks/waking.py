"""Having events sent soon after the commit, out of the request that caused them.

By a task where the site has workers for its tasks; where tasks run inside the request (the default
of Wagtail's own), by ``manage.py civic_webhooks`` alone: no visitor ever waits for a receiver.
"""

from collections.abc import Callable

from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks.backends.immediate import ImmediateBackend


@task()
def send_soon(webhook_id: int) -> None:
    """Send what is due to one webhook."""
    from civic_pages.webhooks import delivering

    delivering.drain(webhook_id, now=timezone.now())


def waker(webhook_id: int) -> Callable[[], None]:
    """Return what to call once the transaction has committed."""
    return lambda: wake(webhook_id)


def wake(webhook_id: int) -> None:
    """Hand the sending to a worker, if there are any."""
    if not isinstance(task_backends["default"], ImmediateBackend):
        send_soon.enqueue(webhook_id)
