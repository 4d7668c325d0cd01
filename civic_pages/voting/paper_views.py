"""Typing in paper ballots: a box with its count, then one ballot after the other."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from civic_pages.participation import providers
from civic_pages.voting import actions, policy
from civic_pages.voting.admin import VoteView
from civic_pages.voting.ballot_form import BallotForm
from civic_pages.voting.models import BallotBatch
from civic_pages.voting.validity import valid


UNDO = "undo"


class BoxForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = BallotBatch
        fields = ("name", "announced")


class PaperForm(BallotForm):
    """A ballot as the team types it; nobody attests anything at the desk."""

    def is_valid(self) -> bool:
        try:
            choices: Any = self.choices()
            valid(choices, self.vote.rules)
        except ValidationError as error:
            self.add(error)
            return False
        if not choices and not self.is_blank:
            text = _("Choose what is on the paper, or tick “Blank or invalid”.")
            self.add(ValidationError(text, code="nothing"))
        if choices and self.is_blank:
            text = _("Untick “Blank or invalid”, or the choices.")
            self.add(ValidationError(text, code="blank"))
        return not self.errors


class BoxesView(VoteView):
    """The boxes of a vote, and a new one."""

    template_name = "civic_pages/admin/vote_boxes.html"
    needs = (policy.ENTER,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._shown(BoxForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        # The same name again corrects the count of that box.
        known = BallotBatch.objects.filter(
            vote_id=self.vote.pk, name=request.POST.get("name", "").strip()
        )
        form = BoxForm(request.POST, instance=known.first())
        if not form.is_valid():
            return self._shown(form, 422)
        values = form.cleaned_data
        try:
            batch = actions.open_batch(
                self.vote, name=values["name"], announced=values["announced"], by=request.user
            )
        except ValidationError as error:
            form.add_error("announced", error.messages)
            return self._shown(form, 422)
        except actions.VoteClosed as error:
            form.add_error(None, str(error))
            return self._shown(form, 409)
        return redirect("civic_vote_paper", pk, batch.pk)

    def _shown(self, form: BoxForm, status: int = 200) -> HttpResponse:
        boxes = BallotBatch.objects.of(self.vote.pk)
        return self.page(status, vote=self.vote, form=form, boxes=boxes)


class PaperView(VoteView):
    """One ballot of a box, ready for the next as soon as it is stored."""

    template_name = "civic_pages/admin/vote_paper.html"
    needs = (policy.ENTER,)

    @cached_property
    def batch(self) -> BallotBatch:
        found = BallotBatch.objects.filter(vote_id=self.vote.pk, pk=self.kwargs["batch"]).first()
        if found is None:
            raise Http404("No such box.")
        return found

    def crumbs(self) -> list[dict[str, Any]]:
        boxes = {"url": reverse("civic_vote_boxes", args=[self.vote.pk]), "label": _("Paper")}
        return [*super().crumbs(), boxes, {"url": "", "label": self.batch.name}]

    def get(self, request: HttpRequest, pk: int, batch: int) -> HttpResponse:
        return self._shown(PaperForm(self.vote))

    def post(self, request: HttpRequest, pk: int, batch: int) -> HttpResponse:
        if undone := request.POST.get(UNDO):
            return self._undo(undone)
        key = request.POST.get(providers.KEY_PARAMETER, "")
        form = PaperForm(self.vote, request.POST)
        if not providers.is_key(key):
            form.add(ValidationError(_("Please send this ballot once more."), code="key"))
        if not form.is_valid() or form.errors:
            return self._shown(form, 422)
        try:
            actions.enter_paper(
                form.choices(), batch=self.batch, vote=self.vote, key=key, by=request.user
            )
        except (ValidationError, actions.VoteClosed) as error:
            text = " ".join(getattr(error, "messages", [str(error)]))
            form.add(ValidationError(text, code="key"))
            return self._shown(form, 422)
        # The key of the last one lets whoever typed it take it back.
        return HttpResponseRedirect(f"{request.path}?last={key}")

    def _undo(self, key: str) -> HttpResponse:
        try:
            count = actions.undo_paper(
                batch=self.batch, vote=self.vote, key=key, by=self.request.user
            )
        except actions.VoteClosed as error:
            messages.error(self.request, str(error))
            count = 0
        if count:
            messages.success(self.request, _("The last ballot is taken back."))
        return redirect("civic_vote_paper", self.vote.pk, self.batch.pk)

    def _shown(self, form: PaperForm, status: int = 200) -> HttpResponse:
        entered = self.batch.ballots.count()
        last = self.request.GET.get("last", "")
        return self.page(
            status,
            vote=self.vote,
            batch=self.batch,
            form=form,
            entered=entered,
            left=max(0, self.batch.announced - entered),
            key=secrets.token_hex(16),
            last=last if providers.is_key(last) else "",
        )
