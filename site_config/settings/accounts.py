"""Accounts of citizens, where a city wants them: django-allauth, the optional extra ``accounts``.

With one OpenID Connect provider, where its address is given: FranceConnect or the city's own.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ


APPS = [
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = "allauth.account.middleware.AccountMiddleware"
BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PROVIDER_ID = "sso"
# What allauth says in French, as French is printed.
TEXTS = Path(__file__).resolve().parents[1] / "account_texts"


def account_settings(env: environ.Env, known: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that accounts add and change.

    Args:
        known: the settings so far.
    """
    server_url = env("CIVIC_OIDC_SERVER_URL", default="")
    return {
        "INSTALLED_APPS": [*known["INSTALLED_APPS"], *APPS],
        "MIDDLEWARE": [*known["MIDDLEWARE"], MIDDLEWARE],
        "AUTHENTICATION_BACKENDS": BACKENDS,
        "LOCALE_PATHS": [TEXTS],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
        # A sign-up is answered the same whether or not the address has an account.
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        # Libraries and town halls lend their computers: nobody stays logged in there.
        "ACCOUNT_SESSION_REMEMBER": False,
        "ALLAUTH_TRUSTED_PROXY_COUNT": known["CIVIC_PAGES"]["TRUSTED_PROXIES"],
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": _providers(env, server_url)}},
        "CONTENT_SECURITY_POLICY": _policy(known["CONTENT_SECURITY_POLICY"], server_url),
    }


def _providers(env: environ.Env, server_url: str) -> list[dict[str, Any]]:
    if not server_url:
        return []
    acr = env("CIVIC_OIDC_ACR_VALUES", default="")
    return [
        {
            "provider_id": PROVIDER_ID,
            "name": env("CIVIC_OIDC_NAME", default="OpenID Connect"),
            "client_id": env("CIVIC_OIDC_CLIENT_ID"),
            "secret": env("CIVIC_OIDC_SECRET"),
            "settings": {
                "server_url": server_url,
                "scope": env.list("CIVIC_OIDC_SCOPES", default=["openid", "email"]),
                "oauth_pkce_enabled": True,
                **({"auth_params": {"acr_values": acr}} if acr else {}),
            },
        }
    ]


def _policy(known: dict[str, Any], server_url: str) -> dict[str, Any]:
    """Let a form lead to the provider: browsers check where a form is redirected to as well."""
    if not server_url:
        return known
    parts = urlsplit(server_url)
    directives = known["DIRECTIVES"]
    actions = [*directives["form-action"], f"{parts.scheme}://{parts.netloc}"]
    return {**known, "DIRECTIVES": {**directives, "form-action": actions}}
