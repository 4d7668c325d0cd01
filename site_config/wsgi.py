"""WSGI entry point of the demo site."""

import gc
import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.production")

application = get_wsgi_application()
# What is loaded by now stays: looking through all of it for garbage holds up a request for 5 ms.
gc.collect()
gc.freeze()
