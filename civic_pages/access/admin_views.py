"""Keys in Wagtail's admin: the list, a new one, what one did, and taking one back."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import ModelLogEntry, PageLogEntry

from civic_pages.access import actions
from civic_pages.access.acting import LOGGED_AS
from civic_pages.access.forms import KeyForm
from civic_pages.access.models import ApiKey, KeyState
from civic_pages.participation import policy


MOST_SHOWN = 200
ACTS_SHOWN = 20


class KeysView(WagtailAdminTemplateMixin, TemplateView):
    """Base of the pages: for whoever may manage keys, and never kept by a browser or a proxy."""

    page_title: Any = gettext_lazy("API keys")
    header_icon = "key"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require_somewhere(request.user, actions.MANAGE)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": _("API keys")}]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.crumbs()]

    @cached_property
    def now(self) -> Any:
        return timezone.now()

    def shown(self, key: ApiKey) -> dict[str, Any]:
        """Return a key as the templates show it."""
        state = key.state(self.now)
        return {
            "key": key,
            "state": state,
            "works": key.works(self.now),
            "warns": state == KeyState.EXPIRING,
            "user": policy.name_of(key.user),
            "campaigns": list(key.campaigns.all()) if key.is_limited else None,
        }


class ListView(KeysView):
    """All keys one may see: one's own, or everybody's for a superuser; those that work on top."""

    template_name = "civic_pages/admin/api_keys.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("civic_api_keys_add")
        return [HeaderButton(_("Make a key"), url=url, icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = actions.visible_to(self.request.user).prefetch_related("campaigns")[:MOST_SHOWN]
        rows = sorted(map(self.shown, known), key=lambda row: not row["works"])
        context: dict[str, Any] = super().get_context_data(**kwargs)
        soon = sum(row["warns"] for row in rows)
        return {**context, "rows": rows, "soon": soon, "header_buttons": self.header_buttons}


class OneView(KeysView):
    """Base of what is about one key."""

    @cached_property
    def key(self) -> ApiKey:
        return get_object_or_404(actions.visible_to(self.request.user), pk=self.kwargs["pk"])

    def crumbs(self) -> list[dict[str, Any]]:
        back = {"url": reverse("civic_api_keys"), "label": _("API keys")}
        return [back, {"url": "", "label": self.key.name}]

    def get_page_title(self) -> str:
        return self.key.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, **self.shown(self.key)}


class KeyView(OneView):
    """One key: what it may do, and the last things it did."""

    template_name = "civic_pages/admin/api_key.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        theirs = {f"data__{LOGGED_AS}": self.key.prefix, "user_id": self.key.user_id}
        acts = [
            entry
            for model in (ModelLogEntry, PageLogEntry)
            for entry in model.objects.filter(**theirs).order_by("-timestamp")[:ACTS_SHOWN]
        ]
        acts.sort(key=lambda entry: entry.timestamp, reverse=True)
        return super().get_context_data(acts=acts[:ACTS_SHOWN], **kwargs)


class RevokeView(OneView):
    """Asks once more, then takes a key back for good."""

    template_name = "civic_pages/admin/api_key_revoke.html"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        actions.revoke_key(self.key, by=request.user, now=self.now)
        messages.success(request, _("The key “%(name)s” is revoked.") % {"name": self.key.name})
        back = redirect("civic_api_keys")
        back.status_code = HTTPStatus.SEE_OTHER
        return back


class AddView(KeysView):
    """Makes a key and shows it, this once."""

    template_name = "civic_pages/admin/api_key_form.html"

    def crumbs(self) -> list[dict[str, Any]]:
        back = {"url": reverse("civic_api_keys"), "label": _("API keys")}
        return [back, {"url": "", "label": _("Make a key")}]

    def get_page_title(self) -> str:
        return _("Make a key")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or KeyForm(user=self.request.user)
        return super().get_context_data(form=form, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = KeyForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                made = actions.create_key(form.asked(), by=request.user, now=self.now)
            except ValidationError as error:
                form.refuse(error)
            else:
                return self._once(made)
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _once(self, made: actions.Made) -> HttpResponse:
        self.template_name = "civic_pages/admin/api_key_made.html"
        context = self.get_context_data(token=str(made.token), **self.shown(made.key))
        return self.render_to_response(context, status=HTTPStatus.CREATED)
