"""A campaign page as an answer."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse


def render(page: Any, request: HttpRequest, status: int = HTTPStatus.OK) -> TemplateResponse:
    return TemplateResponse(
        request, page.get_template(request), page.get_context(request), status=status
    )
