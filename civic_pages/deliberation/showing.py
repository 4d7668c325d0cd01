"""A discussion as its template shows it: threads, forms, supports, and what is closed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.deliberation import counts, policy, threads
from civic_pages.deliberation.forms import CommentForm, SupportForm
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.deliberation.querysets import RANDOM, RECENT, SUPPORTED
from civic_pages.deliberation.targets import Target
from civic_pages.deliberation.threads import Said
from civic_pages.participation import login, providers
from civic_pages.participation.abuse import gate
from civic_pages.participation.abuse import showing as gate_showing
from civic_pages.participation.choices import Identity
from civic_pages.participation.participants import identity
from civic_pages.participation.participants.models import Participant


# Parameters of the address: order, page of threads, one thread, page of its answers, what is
# answered, what was just done.
ORDER, PAGE, THREAD, ANSWERS, REPLY, DONE = (
    "ordre",
    "page",
    "fil",
    "reponses",
    "repondre",
    "fait",
)
# What stands in the address for each order; the first needs nothing.
ORDER_NAMES = {RANDOM: "", RECENT: "recents", SUPPORTED: "soutiens"}
ORDER_LABELS: dict[str, str | Promise] = {
    RANDOM: _("At random, changed every day"),
    RECENT: pgettext_lazy("comments", "Newest first"),
    SUPPORTED: _("Most supported"),
}
# What the page says after a post: the word in the address, and the sentence.
DONE_WORDS: dict[str, str | Promise] = {
    "publie": _("Your comment is published."),
    "lecture": _("Your comment has arrived. The city's team reads it before it is published."),
    "lien": _("Almost done: we have sent you a link. Open it, so that what you did counts."),
    "soutien": _("Your support is counted."),
    "retrait": _("Your support is taken back."),
    "position": _("Your position is counted."),
    "retire": _("Your position is withdrawn."),
    "inchange": _("Nothing was taken back: this is not the browser you took part with."),
    "efface": _("Your comment is withdrawn."),
}


@dataclass(frozen=True)
class Asked:
    """What was posted and is shown again.

    Attributes:
        stance: of a reaction that needs more; empty for a comment.
        name: the target of the reaction.
        comment: primary key of the comment that is supported, as text; empty elsewhere.
        is_back: the reaction is taken back.
        error: why it was not taken.
    """

    form: Any = None
    parent: int | None = None
    stance: str = ""
    name: str = ""
    comment: str = ""
    is_back: bool = False
    error: str = ""
    status: int = 422
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Choice:
    label: Any
    url: str
    is_current: bool


class Discussion:
    """Reads what the template needs; one object a request."""

    def __init__(
        self, target: Target, page: Any, request: HttpRequest, asked: Asked | None
    ) -> None:
        self.target, self.page, self.request, self.asked = target, page, request, asked
        self.now: datetime = now_of(request)
        self.viewer: Participant | None = identity.of_request(target.campaign, request)
        self.needs_login = login.is_missing(target.campaign, getattr(request, "user", None))
        self.asks_email = target.campaign.identity == Identity.EMAIL and self.viewer is None

    def context(self) -> dict[str, Any]:
        """Return everything the template is given, as ``section``."""
        target, now = self.target, self.now
        takes_comments = policy.takes_comments(target, now)
        takes_supports = policy.takes_supports(target, now)
        context = {
            "target": target,
            "url": self.request.path,
            "counts": counts.of_target(target),
            "is_discussed": policy.is_discussed(target),
            "is_supported": policy.is_supported(target),
            "takes_comments": takes_comments,
            "opens_later": not takes_comments and policy.opens_later(target, now),
            "takes_supports": takes_supports,
            # Of the comments: where what is discussed takes no supports, they may.
            "comment_supports": self._supports_comments(),
            "needs_login": self.needs_login,
            "login_url": self._login_url(),
            "key_name": providers.KEY_PARAMETER,
            "key": uuid.uuid4().hex,
            "asked": self.asked,
            "done": DONE_WORDS.get(self.request.GET.get(DONE, ""), ""),
            "is_personal": takes_comments or takes_supports or DONE in self.request.GET,
            "report_base": f"{target.campaign.url or ''}commentaires/",
            **self._listing(),
        }
        context["own"] = self._own(context["threads"])
        context["is_personal"] = context["is_personal"] or bool(context["own"])
        context |= self._forms(context)
        if self.asked is not None:
            context |= {"status": self.asked.status, "headers": self.asked.headers or {}}
        return context

    def _supports_comments(self) -> bool:
        if not policy.is_discussed(self.target):
            return False
        return bool(self.target.campaign.allows("support", now=self.now))

    def _login_url(self) -> str:
        if not self.needs_login:
            return ""
        request = self.request
        return login.address_then(
            request.get_full_path(), host=request.get_host(), secure=request.is_secure()
        )

    # What is read.

    def _listing(self) -> dict[str, Any]:
        if not policy.is_discussed(self.target):
            return self._listed([], None, is_alone=False, order=RANDOM)
        query = self.request.GET
        wanted = query.get(REPLY) or query.get(THREAD)
        if self.asked is not None and self.asked.parent is not None:
            wanted = str(self.asked.parent)
        alone = threads.thread_of(self.target, wanted, page=query.get(ANSWERS)) if wanted else None
        if alone is not None:
            top, answers = alone
            return self._listed([top], answers, is_alone=True, order=RANDOM)
        order = _order(query.get(ORDER, ""))
        day = timezone.localdate(self.now)
        found = threads.threads(self.target, order=order, page=query.get(PAGE), day=day)
        return self._listed(list(found.object_list), found, is_alone=False, order=order)

    def _listed(
        self, shown: Sequence[Said], results: Any, *, is_alone: bool, order: str
    ) -> dict[str, Any]:
        name = ANSWERS if is_alone else PAGE
        kept = {THREAD: shown[0].pk} if is_alone else _named(order)
        number = results.number if results is not None else 1
        has_previous = results is not None and results.has_previous()
        has_next = results is not None and results.has_next()
        mine = self._mine(threads.all_names(shown))
        return {
            "threads": threads.owned(shown, mine),
            "own_stance": mine.get(self.target.name, ""),
            "is_alone": is_alone,
            "all_url": self._address({}, "", 0),
            "orders": [
                Choice(label, self._address(_named(key), "", 0), key == order)
                for key, label in ORDER_LABELS.items()
            ],
            # Where a support comes back to: the list as it is now.
            "here": self._address(kept, name, number),
            "form_url": self._address({}, "", 0).partition("#")[0],
            # Before our own parameters in links of the page.
            "query": f"{urlencode(self._foreign())}&" if self._foreign() else "",
            "previous_url": self._address(kept, name, number - 1) if has_previous else "",
            "next_url": self._address(kept, name, number + 1) if has_next else "",
        }

    def _address(self, kept: Mapping[str, Any], name: str, number: int) -> str:
        query = {**self._foreign(), **kept, **({name: number} if number > 1 else {})}
        return f"{self.request.path}{'?' + urlencode(query) if query else ''}#discussion"

    def _foreign(self) -> dict[str, str]:
        """Return the parameters that are not ours: which clause a text's page shows, and such."""
        ours = {ORDER, PAGE, THREAD, ANSWERS, REPLY, DONE}
        return {name: self.request.GET[name] for name in self.request.GET if name not in ours}

    def _own(self, shown: Sequence[Said]) -> set[int]:
        """Return the comments shown that the viewer wrote, and so may withdraw."""
        if self.viewer is None:
            return set()
        keys = [said.pk for top in shown for said in (top, *top.answers) if said.body]
        own = Comment.objects.filter(pk__in=keys, participant=self.viewer)
        return set(own.values_list("pk", flat=True))

    def _mine(self, names: Sequence[str]) -> dict[str, str]:
        """Return what the viewer thinks of what is shown, by the names of the targets."""
        if self.viewer is None:
            return {}
        found = Reaction.objects.filter(
            participant=self.viewer,
            target__in=[self.target.name, *names],
            confirmed_at__isnull=False,
        )
        return dict(found.values_list("target", "stance"))

    # What is asked.

    def _forms(self, context: Mapping[str, Any]) -> dict[str, Any]:
        posted = self.asked.form if self.asked is not None else None
        is_comment = isinstance(posted, CommentForm)
        answered = self._answered(context) if context["takes_comments"] or is_comment else None
        is_open = context["takes_comments"] and not self.needs_login
        form = posted if is_comment else self.comment_form() if is_open else None
        return {
            "form": form,
            "answered": answered,
            "support_form": posted if isinstance(posted, SupportForm) else None,
            "challenge": self._challenge(is_reaction=isinstance(posted, SupportForm))
            if is_open or posted is not None
            else None,
        }

    def _answered(self, context: Mapping[str, Any]) -> Said | None:
        """Return the comment that the form answers, among those shown."""
        wanted = self.asked.parent if self.asked is not None else self.request.GET.get(REPLY)
        everything = [said for top in context["threads"] for said in (top, *top.answers)]
        return next((said for said in everything if str(said.pk) == str(wanted or "")), None)

    def _challenge(self, *, is_reaction: bool) -> Any:
        input_id = "id_support_civic_answer" if is_reaction else "id_comment_civic_answer"
        made = gate_showing.challenge_for(
            self.target.campaign, self.request, now=self.now, input_id=input_id
        )
        if made is None or not is_reaction or gate.was_shown(self.request.POST):
            return made
        return replace(made, error="")

    def comment_form(self, data: Any = None) -> CommentForm:
        """Return the form of a comment as it is asked here and now."""
        return CommentForm(
            data,
            asks_email=self.asks_email,
            asks_position=policy.takes_positions(self.target, self.now),
            initial={"author_name": self.viewer.name if self.viewer is not None else ""},
        )

    def support_form(self, data: Any = None) -> SupportForm:
        """Return what a support asks beside the click; unbound where nothing was asked yet."""
        is_first = self.asks_email and data is not None and "email" not in data
        return SupportForm(None if is_first else data, asks_email=self.asks_email)


def discussion(
    target: Target, page: Any, request: HttpRequest, *, asked: Asked | None = None
) -> dict[str, Any]:
    """Return what ``civic_pages/deliberation/discussion.html`` is given as ``section``.

    ``is_personal`` in it: no cache may keep the page for others. ``status`` and ``headers`` are
    there where something that was posted is shown again.

    Args:
        page: the page that is served.
    """
    return Discussion(target, page, request, asked).context()


def _order(name: str) -> str:
    return next((key for key, value in ORDER_NAMES.items() if value == name), RANDOM)


def _named(order: str) -> dict[str, str]:
    return {ORDER: ORDER_NAMES[order]} if ORDER_NAMES[order] else {}
