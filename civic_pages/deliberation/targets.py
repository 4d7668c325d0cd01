"""What is discussed: a contribution, a whole text, a clause of it, or a comment that is supported.

A target's ``name`` is what comments, reactions and counts are stored under:
``contribution:<pk>``, ``text:<pk>:``, ``text:<pk>:<clause>`` or ``comment:<pk>``.
"""

from dataclasses import dataclass
from typing import Any

from civic_pages.deliberation.models import Comment, TextVersion


@dataclass(frozen=True)
class Target:
    """Something that is commented, supported or taken position on.

    Attributes:
        campaign: the campaign's page, of its own class.
        text: the page of the text, for a text, a clause, or a comment on one.
        clause: its id, where it is a clause or a comment on one.
        version: which version of the text its readers have before them.
        url: the page that shows its discussion, without a fragment.
        label: in words, for mails and the admin.
        comment: set where the target is a comment.
    """

    name: str
    campaign: Any
    url: str
    label: str
    text: Any = None
    contribution: Any = None
    clause: str = ""
    version: TextVersion | None = None
    comment: Comment | None = None

    @property
    def is_comment(self) -> bool:
        return self.comment is not None

    @property
    def subject(self) -> Any:
        """The page or the contribution that the discussion belongs to."""
        return self.text if self.text is not None else self.contribution

    def keys(self) -> dict[str, Any]:
        """Return the columns that comments and reactions on it are stored with."""
        return {
            "campaign_id": self.campaign.pk,
            "target": self.name,
            "text_id": self.text.pk if self.text is not None else None,
            "contribution_id": self.contribution.pk if self.contribution is not None else None,
        }


def of_contribution(contribution: Any, page: Any) -> Target:
    """Return a contribution as what is discussed; ``page`` is its campaign."""
    return Target(
        name=f"contribution:{contribution.pk}",
        campaign=page,
        contribution=contribution,
        url=f"{page.contributions_url}{contribution.reference}/",
        label=contribution.title or contribution.reference,
    )


def of_text(text_page: Any, version: TextVersion | None = None) -> Target:
    """Return a whole text as what is discussed."""
    return of_clause(text_page, "", version)


def of_clause(text_page: Any, clause_id: str, version: TextVersion | None = None) -> Target:
    """Return a clause as what is discussed; the text page says where, and how it is called."""
    return Target(
        name=f"text:{text_page.pk}:{clause_id}",
        campaign=text_page.campaign,
        text=text_page,
        clause=clause_id,
        version=version,
        url=text_page.discussion_url(clause_id),
        label=text_page.discussion_label(clause_id),
    )


def beneath(comment: Comment) -> Target:
    """Return what a stored comment is about: the contribution, the text or the clause."""
    if comment.contribution_id is not None:
        return of_contribution(comment.contribution, comment.campaign.specific)
    assert comment.text is not None  # noqa: S101 - the database keeps it so
    return of_clause(comment.text.specific, comment.clause, comment.version)


def of_comment(comment: Comment, about: Target | None = None) -> Target:
    """Return a comment as what is supported; ``about`` spares reading what it is about."""
    about = about or beneath(comment)
    return Target(
        name=f"comment:{comment.pk}",
        campaign=about.campaign,
        text=about.text,
        contribution=about.contribution,
        clause=about.clause,
        version=about.version,
        url=about.url,
        label=about.label,
        comment=comment,
    )


def permalink(comment: Comment, url: str) -> str:
    """Return the address of a comment on the page at ``url`` that shows its discussion.

    It is named in the query too, so that the page shows its thread, and the page of answers it is on.
    """
    joined = "&" if "?" in url else "?"
    return f"{url}{joined}fil={comment.pk}#comment-{comment.pk}"
