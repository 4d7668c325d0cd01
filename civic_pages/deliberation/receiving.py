"""What is posted to a discussion: a comment, a support, a position; taken, or shown again."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.deliberation import actions, showing, targets, threads
from civic_pages.deliberation.choices import Stance
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.showing import DONE, Asked, Discussion
from civic_pages.deliberation.targets import Target
from civic_pages.participation import login, providers, rate
from civic_pages.participation.abuse import gate
from civic_pages.participation.abuse import showing as gate_showing
from civic_pages.participation.actions import key_digest
from civic_pages.participation.choices import Status
from civic_pages.participation.participants import identity
from civic_pages.participation.participants.identity import Known


# What is posted beside the fields: what to do ("comment" or a stance), the comment it answers, the
# comment that is supported or no more so; empty: what is discussed itself. Buttons say the last two.
DO, COMMENT, PARENT = "civic_do", "comment", "civic_parent"
# What withdraws one's own comment, which ``PARENT`` names.
WITHDRAW = "withdraw"
SUPPORTED, BACK = "civic_support", "civic_unsupport"
# What withdraws one's own position on what is discussed.
RETRACT = "retract"
DONE_COMMENT = {
    Status.PUBLISHED: "publie",
    Status.PENDING: "lecture",
    Status.UNCONFIRMED: "lien",
}
Answer = HttpResponse | dict[str, Any]


def receive(page: Any, request: HttpRequest, target: Target) -> Answer:
    """Take what was posted to a discussion: 303, or the context to show the page again.

    The context is that of :func:`~civic_pages.deliberation.showing.discussion`, with the ``status``
    and the ``headers`` of the answer.

    Raises:
        Http404: nothing we know was posted.
    """
    posting = _Posting(page, request, target)
    wanted = request.POST.get(DO, "")
    if wanted == COMMENT:
        return posting.comment()
    if wanted == WITHDRAW:
        return posting.withdraw()
    if wanted in Stance.values or wanted == RETRACT:
        return posting.react(wanted)
    raise Http404("Nothing to do.")


class _Posting:
    """One request to a discussion."""

    def __init__(self, page: Any, request: HttpRequest, target: Target) -> None:
        self.page, self.request, self.target = page, request, target
        self.now = now_of(request)
        self.asks = Discussion(target, page, request, None)

    def comment(self) -> Answer:
        """Take a comment."""
        form = self.asks.comment_form(self.request.POST)
        parent, key = (
            self._posted_comment(PARENT),
            self.request.POST.get(providers.KEY_PARAMETER, ""),
        )
        asked = Asked(form, parent=parent.pk if parent is not None else None)
        if self.request.POST.get(PARENT) and parent is None:
            form.add_error(None, _("The comment you answer is not published any more."))
        if form.is_valid() and not providers.is_key(key):
            form.add_error(None, _("Please send the form once more."))
        if not form.is_valid():
            return self._again(asked)
        data, stored = form.cleaned_data, key_digest(key)

        def act() -> HttpResponse:
            earlier = actions.earlier(self.target, stored, data["body"])
            known = self._take(data.get("email", ""), data["author_name"], stored, earlier)
            made = earlier or actions.comment(
                data["body"],
                target=self.target,
                known=known,
                key=stored,
                now=self.now,
                name=data["author_name"],
                parent=parent,
                position=data.get("position", ""),
            )
            return self._remembered(self._after_comment(made), known)

        return self._tried(act, asked)

    def withdraw(self) -> HttpResponse:
        """Take back a comment that the browser, or the account, shows to be the sender's own.

        Raises:
            Http404: there is none of theirs that can be seen.
        """
        comment = self._posted_comment(PARENT)
        if comment is None or self.asks.viewer is None:
            raise Http404("No such comment.")
        try:
            actions.withdraw_own(comment, participant=self.asks.viewer, now=self.now)
        except PermissionDenied as error:
            raise Http404("No such comment.") from error
        return self._after_reaction(self.target, "efface")

    def react(self, stance: str) -> Answer:
        """Take a support, a position (``RETRACT``: none any more), or take one back."""
        is_back = stance == RETRACT or BACK in self.request.POST
        about = self._supported(BACK if is_back else SUPPORTED)
        form = self.asks.support_form(self.request.POST)
        comment = str(about.comment.pk) if about.comment is not None else ""
        asked = Asked(form, stance=stance, name=about.name, comment=comment, is_back=is_back)
        if not form.is_valid():
            return self._again(asked)

        def act() -> HttpResponse:
            key = key_digest(self.request.POST.get(providers.KEY_PARAMETER, ""))
            known = self._take(form.cleaned_data.get("email", ""), "", key, None)
            if stance == RETRACT:
                actions.withdraw_position(target=about, known=known, now=self.now)
            elif is_back:
                actions.take_back(target=about, known=known, now=self.now)
            else:
                actions.react(stance, target=about, known=known, now=self.now, toggles=False)
            done = _done(stance, is_back=is_back, is_proven=known.is_proven)
            return self._remembered(self._after_reaction(about, done), known)

        return self._tried(act, asked)

    def _supported(self, name: str) -> Target:
        """Return what is supported: what is discussed, or a comment on it.

        Raises:
            Http404: the comment is not public any more.
        """
        if not self.request.POST.get(name):
            return self.target
        comment = self._posted_comment(name)
        if comment is None:
            raise Http404("No such comment.")
        return targets.of_comment(comment, self.target)

    def _posted_comment(self, name: str) -> Comment | None:
        pk = self.request.POST.get(name, "")
        if not pk.isascii() or not pk.isdigit() or len(pk) > threads.DIGITS:
            return None
        found: Comment | None = Comment.objects.public().on(self.target).filter(pk=int(pk)).first()
        return found

    def _take(self, email: str, name: str, key: str, earlier: Comment | None) -> Known:
        """Pass the gate and say who takes part; whoever sends again what is stored is let through."""
        if earlier is not None and earlier.participant is not None:
            who = earlier.participant
            return Known(who, is_proven=not who.email and who.user_id is None)
        sender = gate.Sender.of_form(self.request.POST, self.request.META)
        gate.admit(self.target.campaign.pk, key=key, sender=sender, now=self.now)
        posted = self.request.POST.get(providers.KEY_PARAMETER, "")
        return identity.take(
            self.target.campaign,
            self.request,
            email=email,
            name=name,
            browser=posted if providers.is_key(posted) else "",
            now=self.now,
        )

    def _tried(self, act: Callable[[], HttpResponse], asked: Asked) -> Answer:
        """Do it, or say on the page why not, with all that was typed."""
        try:
            return act()
        except gate.ChallengeNeeded as error:
            gate_showing.refuse(self.request, error)
            # A button asked nothing yet: there is nothing wrong with what was sent.
            return self._again(asked, str(error) if gate.was_shown(self.request.POST) else "")
        except rate.TooMany as error:
            words = _("Too much comes from your network. Try again later.")
            status = HTTPStatus.TOO_MANY_REQUESTS
            return self._again(asked, words, status, {"Retry-After": str(error.seconds)})
        except identity.LoginNeeded as error:
            return self._again(asked, str(error), HTTPStatus.FORBIDDEN)
        except actions.DiscussionClosed as error:
            return self._again(asked, str(error), HTTPStatus.FORBIDDEN)
        except ValidationError as error:
            return self._again(asked, " ".join(error.messages))

    def _again(
        self,
        asked: Asked,
        error: str = "",
        status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        shown = replace(asked, error=error, status=int(status), headers=headers)
        return showing.discussion(self.target, self.page, self.request, asked=shown)

    def _after_comment(self, made: Comment) -> HttpResponse:
        word = DONE_COMMENT.get(Status(made.status), "lecture")
        joined = "&" if "?" in self.target.url else "?"
        if made.status != Status.PUBLISHED:
            return _see_other(f"{self.target.url}{joined}{DONE}={word}#discussion")
        address = targets.permalink(made, self.target.url)
        return _see_other(address.replace("#", f"&{DONE}={word}#"))

    def _after_reaction(self, about: Target, done: str) -> HttpResponse:
        """Come back to the list as it was, at what was supported."""
        query = self.request.GET.copy()
        query[DONE] = done
        anchor = f"comment-{about.comment.pk}" if about.comment is not None else "discussion"
        return _see_other(f"{self.request.path}?{query.urlencode()}#{anchor}")

    def _remembered(self, response: HttpResponse, known: Known) -> HttpResponse:
        """Have the browser keep who it is, once that is proven."""
        if known.is_proven and login.author_of(self.target.campaign, self.request.user) is None:
            identity.remember(response, known.participant, self.request)
        return response


def _done(stance: str, *, is_back: bool, is_proven: bool) -> str:
    """Return the word in the address that says what became of a support or a position."""
    if not is_proven:
        return "inchange" if is_back else "lien"
    if stance == Stance.SUPPORT:
        return "retrait" if is_back else "soutien"
    return "retire" if is_back else "position"


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    patch_cache_control(response, no_store=True, private=True)
    return response
