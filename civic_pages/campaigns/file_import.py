"""What every page of the admin shares that reads a file into a campaign."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.generic import FormView

from civic_pages.campaigns.admin_page import CampaignAdminMixin


class CampaignFileView(CampaignAdminMixin, FormView):  # type: ignore[type-arg]
    """A file for a campaign, read by a form; what is wrong with it is said beside it (422).

    Attributes:
        needs: the permission on the campaign's page, as ``permissions_for_user`` names it.
    """

    needs: ClassVar[str] = "can_edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(self.campaign.permissions_for_user(request.user), self.needs)():
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
