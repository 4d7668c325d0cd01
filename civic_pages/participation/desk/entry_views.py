"""Typing contributions from paper, one after the other."""

import uuid
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_pages.participation import actions, households, policy
from civic_pages.participation.desk.admin_views import DeskView
from civic_pages.participation.desk.campaigns import entrance
from civic_pages.participation.desk.entry_forms import CircumstancesForm, OutsideForm, Sitting
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.providers import KEY_PARAMETER, form_for, is_key
from civic_pages.participation.uploads import taking


def see_other(url: str) -> HttpResponse:
    """Return the redirect after something was stored: reloading its page stores nothing."""
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


class FormView(DeskView):
    """A page about one form of one campaign."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy.require_somewhere(request.user, policy.ENTER)
        self.campaign, self.definition = entrance(
            kwargs["campaign_id"], kwargs["form_id"], request.user
        )
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.entry_url, "label": self.campaign.title}]

    def get_page_subtitle(self) -> str:
        return self.campaign.title

    def url_of(self, name: str) -> str:
        return reverse(name, args=[self.campaign.pk, self.definition.form_id])

    def own_entry(self, text: str) -> Contribution:
        """Return an entry of this operator by its UUID; anything else is not found."""
        theirs = Contribution.objects.filter(campaign_id=self.campaign.pk, operator=self.operator)
        try:
            return get_object_or_404(theirs, uuid=uuid.UUID(text))
        except ValueError as error:
            raise Http404("There is no such entry.") from error

    @property
    def entry_url(self) -> str:
        return self.url_of("civic_desk_enter")


class EntryView(FormView):
    """The campaign's own form, all of its questions on one page; then again, empty."""

    template_name = "civic_pages/admin/desk_entry.html"
    page_title = gettext_lazy("Enter contributions")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        sitting = Sitting.of(request.session, self.today)
        circumstances = CircumstancesForm(today=self.today, initial=sitting.initial(self.today))
        return self._page(
            circumstances, form_for(self.definition, self.campaign, staff=True), sitting
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        circumstances = CircumstancesForm(request.POST, today=self.today)
        outside = OutsideForm(request.POST)
        form = self._posted(request, outside.accepted())
        sitting = Sitting.of(request.session, self.today)
        if circumstances.is_valid() & form.is_valid() & outside.is_valid():
            try:
                submitted = self._submit(circumstances, form)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self._remember(circumstances, submitted.contribution)
                return see_other(self.entry_url)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return self._page(circumstances, form, sitting, status, outside=outside)

    def _posted(self, request: HttpRequest, outside_reason: str) -> ContributionForm:
        """Return the posted form; its files are kept, so that no error loses them."""
        posted = request.POST.get(KEY_PARAMETER, "")
        key = actions.key_digest(posted) if is_key(posted) else ""
        campaign_id = self.campaign.pk
        taken = taking.take(
            self.definition,
            request.POST,
            request.FILES,
            campaign_id=campaign_id,
            key=key,
            now=self.now,
        )
        form = form_for(
            self.definition,
            self.campaign,
            taken.data,
            key=key,
            staff=True,
            outside_reason=outside_reason,
        )
        taking.bind(form, campaign_id=campaign_id, key=key, refused=taken.refused)
        return form

    def _submit(self, circumstances: CircumstancesForm, form: ContributionForm) -> Any:
        key = self.request.POST.get(KEY_PARAMETER, "")
        if not is_key(key):
            raise ValidationError(_("Please send the form once more."))
        return actions.submit(
            form.submission(),
            campaign=self.campaign,
            key=actions.key_digest(key),
            now=self.now,
            intake=circumstances.intake(self.operator, now=self.now),
        )

    def _remember(self, circumstances: CircumstancesForm, entered: Contribution) -> None:
        said = circumstances.cleaned_data
        Sitting(
            source=said["source"],
            batch=said["batch"],
            received=said["received"].isoformat(),
            last=str(entered.uuid),
        ).keep(self.request.session, self.today)

    def _page(
        self,
        circumstances: CircumstancesForm,
        form: ContributionForm,
        sitting: Sitting,
        status: int = HTTPStatus.OK,
        *,
        outside: OutsideForm | None = None,
    ) -> HttpResponse:
        _focus(circumstances, form)
        last = self._last(sitting)
        return self.page(
            status,
            campaign=self.campaign,
            definition=self.definition,
            circumstances=circumstances,
            form=form,
            outside=outside if outside and outside.concerns(form) else None,
            key_name=KEY_PARAMETER,
            key=uuid.uuid4().hex,
            last=last,
            asks_home=last is not None and households.needs_choice(last, by_staff=True),
            may_undo=last is not None and actions.may_undo(last, by=self.operator),
            batch=sitting.batch,
            batch_count=self._batch_count(sitting) if last else 0,
            may_moderate=policy.may(self.operator, policy.MODERATE, self.campaign),
            is_open=self.campaign.allows("contribute", now=self.now),
        )

    def _last(self, sitting: Sitting) -> Contribution | None:
        if not sitting.last:
            return None
        return Contribution.objects.filter(
            uuid=sitting.last, campaign_id=self.campaign.pk, operator=self.operator
        ).first()

    def _batch_count(self, sitting: Sitting) -> int:
        entered = Contribution.objects.filter(
            campaign_id=self.campaign.pk, source=sitting.source, batch=sitting.batch
        )
        if not sitting.batch:
            entered = entered.filter(operator=self.operator)
        return entered.exclude(status=Status.WITHDRAWN).count()


def _focus(circumstances: CircumstancesForm, form: ContributionForm) -> None:
    """Put the keyboard in the first field that is wrong, else in the first question."""
    bound = [circumstances[name] for name in circumstances.fields]
    questions = [row.bound for row in form.rows() if row.bound is not None]
    wrong = [field for field in [*bound, *questions] if field.errors]
    for field in (wrong or questions)[:1]:
        field.field.widget.attrs["autofocus"] = True
