"""The team's tools on one contribution: take care of it, note, hold and take over."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.admin import messages

from civic_pages.participation import actions, policy
from civic_pages.participation.moderation.forms import AssignForm, NoteForm
from civic_pages.participation.moderation.views import ContributionView


class DeskView(ContributionView):
    """Something done on one contribution's page, by POST; then the page again."""

    permission_required = "moderate"
    http_method_names = ["post"]

    def invalid(self, **forms: Any) -> HttpResponse:
        """Return the page with a form's errors beside its fields."""
        context = self.get_context_data(**forms)
        response: HttpResponse = self.render_to_response(
            context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
        return response

    def back(self, *, done: str = "", error: ValidationError | None = None) -> HttpResponse:
        """Lead back to the contribution, with what was done or why it was not."""
        for message in error.messages if error is not None else []:
            messages.error(self.request, message)
        if done:
            messages.success(self.request, done)
        return redirect(self.url_of(self.object))


class AssignView(DeskView):
    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        data = {"to": request.user.pk} if "me" in request.POST else request.POST
        form = AssignForm(data, by=request.user)
        if not form.is_valid():
            return self.invalid(assign_form=form)
        try:
            assigned = actions.assign(self.object, to=form.cleaned_data["to"], by=request.user)
        except ValidationError as error:
            return self.back(error=error)
        if assigned.assigned_to is None:
            return self.back(done=_("Nobody in particular takes care of it."))
        name = policy.name_of(assigned.assigned_to)
        return self.back(done=_("%(name)s takes care of it.") % {"name": name})


class NoteView(DeskView):
    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.invalid(note_form=form)
        text = form.cleaned_data["text"]
        actions.add_note(self.object, text=text, by=request.user, now=timezone.now())
        return self.back(done=_("The note is kept."))


class TakeOverView(DeskView):
    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        actions.take_over(self.object, by=request.user, now=timezone.now())
        return self.back(done=_("You have it now."))


class HoldView(DeskView):
    """Renews the lock while a page is open; its script asks every minute.

    200 with ``until``, or 409 with ``message`` where somebody else has it now.
    """

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        lock = actions.hold(self.object, by=request.user, now=timezone.now())
        if lock.user_id != request.user.pk:
            data = {"message": actions.told_of(lock)}
            return JsonResponse(data, status=HTTPStatus.CONFLICT)
        return JsonResponse({"until": lock.expires_at.isoformat()})


class ReleaseView(DeskView):
    """Gives the lock back when a page is left; one renewed since by another page stays."""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            until = parse_datetime(request.POST.get("until", ""))
        except ValueError:
            until = None
        if until is not None and timezone.is_aware(until):
            actions.release(self.object, by=request.user, expires_at=until)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
