"""ASGI entry point of the demo site."""

import os

from django.core.asgi import get_asgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.production")

application = get_asgi_application()
