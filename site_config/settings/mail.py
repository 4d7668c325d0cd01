"""Where e-mail goes, from one address: ``EMAIL_URL=smtp+tls://user:password@host:587``.

Django 6.1 replaces the ``EMAIL_*`` settings by ``MAILERS``; Django 5.2 knows only the former.
"""

from typing import Any

import django


_OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_FILE_PATH": "file_path",
}
_OF_BACKEND = {"smtp": set(_OPTIONS) - {"EMAIL_FILE_PATH"}, "filebased": {"EMAIL_FILE_PATH"}}


def mail_settings(config: dict[str, Any]) -> dict[str, Any]:
    """Return the settings for this Django out of what ``environ.Env.email_url`` read."""
    if django.VERSION < (6, 1):
        return dict(config)
    backend = config["EMAIL_BACKEND"]
    wanted = _OF_BACKEND.get(backend.split(".")[-2], set())
    options = {
        option: config[name]
        for name, option in _OPTIONS.items()
        if name in wanted and config.get(name)
    }
    return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
