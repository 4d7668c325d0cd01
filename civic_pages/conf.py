"""The ``CIVIC_PAGES`` setting, read lazily so that tests and hosts may override it at any time."""

from typing import Any

from django.conf import settings


DEFAULTS: dict[str, Any] = {
    # Template that our pages extend; it offers the blocks title, meta, content and extra_js.
    "BASE_TEMPLATE": "civic_pages/base.html",
    # Dotted path of a geocoder class (civic_pages.participation.geo.geocoders), or None.
    "GEOCODER": None,
    # Address of the geocoding service; None: the geocoder's own default.
    "GEOCODER_URL": None,
    # Seconds after which a silent geocoder is given up.
    "GEOCODER_TIMEOUT": 3,
    # How sure, from 0 to 1, the geocoder must be of a house number for it to count as a home.
    "HOME_MIN_SCORE": 0.7,
    # (posts, seconds): how many contributions one network may send to one campaign. Generous:
    # a school, a library or a workshop sends from one address. Who solves a challenge may send ten
    # times as many.
    "RATE_LIMIT": (60, 600),
    # (posts, seconds): beyond this many to one campaign, from all networks together, contributions
    # wait for a moderator and challenges get harder.
    "CAMPAIGN_RATE_LIMIT": (300, 600),
    # When a proof of work (or a sum in words, without JavaScript) is asked: "always"; "when_busy":
    # beyond RATE_LIMIT or CAMPAIGN_RATE_LIMIT; "never": beyond RATE_LIMIT nothing is taken.
    "CHALLENGE": "always",
    # How many hashes it takes at the most: 100,000 are half a second on an old phone.
    "CHALLENGE_DIFFICULTY": 100_000,
    # How long a challenge can be answered; the page asks for a new one by itself.
    "CHALLENGE_MINUTES": 60,
    # A form that is sent sooner than this after it was shown waits for a moderator. 0: never.
    "MIN_FILL_SECONDS": 3,
    # How many reverse proxies of ours stand before the application: that many addresses, from
    # the right of X-Forwarded-For, are believed. 0: the header is ignored.
    "TRUSTED_PROXIES": 0,
    # Seconds for which a link to a draft can be used by another front end.
    "PREVIEW_SECONDS": 3600,
    # How long the link in a confirmation mail can be used.
    "CONFIRMATION_HOURS": 72,
    # How many such mails one contribution may cause; a minute apart at the least.
    "CONFIRMATION_SENDS": 5,
    # Days after which the text and the address of an e-mail that was sent, or given up, are erased.
    "OUTBOX_DAYS": 7,
    # (tries, seconds): how many private links that are none one network may try.
    "LINK_LIMIT": (60, 3600),
    # Addresses of another front end that mailed links lead to, by host name of the site ("*": all)
    # and purpose (civic_pages.participation.front_end): {"*": {"confirm": "https://…#{token}"}}.
    "FRONT_END_LINKS": {},
    # Where citizens log in for campaigns that ask for an account: an address, a path or the name
    # of a route; None: Django's LOGIN_URL.
    "LOGIN_URL": None,
    # How long a contribution stays with the moderator who opened it; renewed while the page is open.
    "LOCK_MINUTES": 10,
    # Alias in STORAGES where citizens' files and the team's exports are kept, out of MEDIA_ROOT.
    "PRIVATE_STORAGE": "civic_private",
    # Exports of more contributions than this are made in the background; hours they are kept.
    "EXPORT_INLINE_ROWS": 5_000,
    "JOB_KEEP_HOURS": 72,
    # Largest file the team may import, in megabytes, and its largest number of rows.
    "IMPORT_MAX_MB": 20,
    "IMPORT_MAX_ROWS": 100_000,
    # Largest file a citizen may attach, in megabytes, whatever an editor allows; largest image, in
    # pixels, told before it is decoded; hours after which a file is erased whose form was never
    # sent; (posts, seconds): how often one network may send files to one campaign.
    "UPLOAD_MAX_MB": 20,
    "UPLOAD_MAX_PIXELS": 40_000_000,
    "UPLOAD_WAIT_HOURS": 24,
    "UPLOAD_RATE_LIMIT": (120, 600),
    # Largest GeoJSON text an editor may paste or upload, in bytes, and its largest vertex count.
    "GEOJSON_MAX_BYTES": 2_000_000,
    "GEOJSON_MAX_VERTICES": 50_000,
    # Least number of answers in a published area of homes (Insee's threshold for 200 m cells).
    "AREA_THRESHOLD": 11,
    # Webhooks: schemes and ports (None: any) an address may have; names of hosts, and networks
    # ("10.1.0.0/16"), to which events may be sent although they are private.
    "WEBHOOK_SCHEMES": ("https",),
    "WEBHOOK_PORTS": (443, 8443),
    "WEBHOOK_ALLOW_PRIVATE": (),
    # Hours for which the secret before the last one goes on signing.
    "WEBHOOK_OVERLAP_HOURS": 24,
    # Days without an arrival after which a webhook switches itself off; days for which payloads
    # that were delivered, or given up, and the whole log are kept.
    "WEBHOOK_DISABLE_DAYS": 5,
    "WEBHOOK_PAYLOAD_DAYS": 7,
    "WEBHOOK_LOG_DAYS": 30,
    # Longest life of an API key, in days.
    "API_KEY_MAX_DAYS": 365,
    # (tries, seconds): how many API keys that are none one network may try.
    "KEY_LIMIT": (60, 3600),
}


def get(name: str) -> Any:
    """Return the value of ``CIVIC_PAGES[name]``, or its default.

    Raises:
        KeyError: where no such setting exists.
    """
    given = getattr(settings, "CIVIC_PAGES", {})
    # What is no dict at all is told by a check.
    return given.get(name, DEFAULTS[name]) if isinstance(given, dict) else DEFAULTS[name]
