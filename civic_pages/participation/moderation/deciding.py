"""What deciding about a contribution and about a comment have in common."""

from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin import messages

from civic_pages.participation.models import Status


class Deciding(ABC):
    """Mixin of an inspect view: takes a decision by POST, then leads on, or tells why it could not.

    Attributes:
        done_message: may name ``%(reference)s``, where what is decided about has one.
        form_class, form_name: where something is to be typed; the page shows the form under the
            name again, with what is wrong.
    """

    permission_required = "moderate"
    http_method_names: ClassVar = ["post"]
    done_message: str | Promise = ""
    form_class: type[forms.Form] | None = None
    form_name: str = ""
    # Of the view it is mixed into.
    object: Any
    url_of: Any

    @abstractmethod
    def decide(self, typed: dict[str, Any]) -> Any:
        """Decide, with what was typed, and return what was decided about, as it is now.

        Raises:
            ValidationError: the decision cannot be taken.
        """

    @abstractmethod
    def onward(self, decided: Any) -> HttpResponse:
        """Lead to the next that waits."""

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        typed = {}
        if self.form_class is not None:
            form = self.form_class(request.POST)
            if not form.is_valid():
                return self._again(form)
            typed = form.cleaned_data
        was_waiting = self.object.status == Status.PENDING
        try:
            decided = self.decide(typed)
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return redirect(self.url_of(self.object))
        see = messages.button(self.url_of(decided), _("See it again"))
        done = str(self.done_message) % {"reference": getattr(decided, "reference", "")}
        messages.success(request, done, buttons=[see])
        return self.onward(decided) if was_waiting else redirect(self.url_of(decided))

    def _again(self, form: forms.Form) -> HttpResponse:
        view: Any = self
        shown = view.get_context_data(**{self.form_name: form})
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        response: HttpResponse = view.render_to_response(shown, status=status)
        return response
