"""Forms of several pages: one post leads from page to page, the last one sends."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest

from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.steps import Steps


STEP_PARAMETER = "civic_step"
GO_PARAMETER = "civic_go"


def step(request: HttpRequest, form: ContributionForm) -> int | None:
    """Choose the page to show next, and note it on the request; ``None``: the form is to be sent.

    "next" checks the questions of the page that was posted; "summary" and the way to it all of
    them; "back" and a page's number none. A post that names no page sends the whole form.

    Returns:
        The status to answer with: 200, or 422 where something is wrong.
    """
    if len(form.definition.pages()) == 1:
        return None
    go = request.POST.get(GO_PARAMETER) or ("next" if STEP_PARAMETER in request.POST else "send")
    looks_back = go == "back" or go.isdecimal()
    if looks_back:
        # Nothing is checked, so no address is looked up.
        form.search = None
    steps = Steps(form)
    here = steps.index_of(request.POST.get(STEP_PARAMETER, ""))
    if looks_back:
        steps.forgive()
        target = steps.before(here) if go == "back" else min(steps.index_of(go), steps.last - 1)
        return _show(request, steps, target, HTTPStatus.OK, returns=go.isdecimal())
    if go == "send":
        wrong = steps.first_wrong
        return None if wrong is None else _show_wrong(request, steps, wrong)
    return _forward(request, steps, here, go)


def _forward(request: HttpRequest, steps: Steps, here: int, go: str) -> int:
    """Go on, unless something is wrong here; to the summary, unless something is wrong anywhere."""
    returns = go == "summary"
    if steps.wrong_on(here):
        return _show_wrong(request, steps, here, returns=returns)
    target = steps.last if returns else steps.after(here)
    if target == steps.last and (wrong := steps.first_wrong) is not None:
        return _show_wrong(request, steps, wrong, returns=returns)
    steps.forgive()
    return _show(request, steps, target, HTTPStatus.OK)


def _show_wrong(request: HttpRequest, steps: Steps, index: int, *, returns: bool = False) -> int:
    steps.forgive(index)
    return _show(request, steps, index, HTTPStatus.UNPROCESSABLE_ENTITY, returns=returns)


def _show(
    request: HttpRequest, steps: Steps, index: int, status: int, *, returns: bool = False
) -> int:
    request.civic_steps = steps.shown(index, moved=True, returns=returns)  # type: ignore[attr-defined]
    request.civic_goes_on = True  # type: ignore[attr-defined]
    return status


def show_summary(request: HttpRequest, form: ContributionForm) -> None:
    """Note that a form of several pages, which was not taken, is shown by its summary."""
    if len(form.definition.pages()) > 1:
        steps: Any = Steps(form)
        request.civic_steps = steps.shown(steps.last, moved=True)  # type: ignore[attr-defined]
