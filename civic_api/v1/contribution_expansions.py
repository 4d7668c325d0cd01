"""What ``expand`` adds to contributions: for a hundred of them in as many queries as for one."""

from typing import Any

from civic_api.shaping import Expansion, Rows
from civic_blocks.field_types import type_of
from civic_pages.campaigns.serving import now_of
from civic_pages.deliberation import counts, policy, targets
from civic_pages.participation import official
from civic_pages.participation.models import Contribution, FormVersion, OfficialAnswer
from civic_pages.participation.uploads import showing


def answers_of(version: Any, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the public answers of a contribution under the form they were given to."""
    return [
        {"key": spec.key, "label": spec.label, "text": text}
        for spec in version.definition
        if spec.public and (text := type_of(spec).display(spec, given.get(spec.key)))
    ]


def files_of(contribution: Any, url: str) -> list[dict[str, Any]]:
    """Return the public files of a contribution; ``url`` is its own address."""
    return [
        {"key": each.key, "name": file.name, "size": file.size, "type": file.type, "url": file.url}
        for each in showing.file_answers(contribution, public_only=True)
        for file in each.shown(f"{url}files/")
    ]


def city_answer(answer: OfficialAnswer) -> dict[str, Any]:
    """Return an answer of the city as JSON."""
    outcome = answer.outcome
    return {
        "outcome": {"slug": outcome.slug, "name": outcome.name} if outcome else None,
        "text": answer.text,
        "signed": answer.signed,
        "published_at": answer.publish_at,
    }


def _references(rows: Rows) -> list[str]:
    return [row["reference"] for row in rows]


def _answers(view: Any, rows: Rows) -> None:
    public = Contribution.objects.public().filter(reference__in=_references(rows))
    given = {
        reference: (version, answers)
        for reference, version, answers in public.values_list(
            "reference", "form_version_id", "answers"
        )
    }
    versions = FormVersion.objects.in_bulk({version for version, _answers in given.values()})
    for row in rows:
        version, answers = given.get(row["reference"], (None, {}))
        row["answers"] = answers_of(versions[version], answers) if version in versions else []


def _city(view: Any, rows: Rows) -> None:
    found = official.public_answers(now_of(view.request)).filter(
        contributions__reference__in=_references(rows)
    )
    links = OfficialAnswer.contributions.through.objects.filter(
        officialanswer__in=found.values("pk"), contribution__reference__in=_references(rows)
    ).values_list("contribution__reference", "officialanswer_id")
    answers = {answer.pk: answer for answer in found.select_related("outcome").distinct()}
    told: dict[str, list[dict[str, Any]]] = {row["reference"]: [] for row in rows}
    by_reference: dict[str, set[int]] = {}
    for reference, pk in links:
        by_reference.setdefault(reference, set()).add(pk)
    for reference, pks in by_reference.items():
        told[reference] = [city_answer(answer) for pk, answer in answers.items() if pk in pks]
    for row in rows:
        row["answers_of_city"] = told[row["reference"]]


def _campaign(view: Any, rows: Rows) -> None:
    for row in rows:
        page = view.pages[row["campaign"]]
        row["campaign_summary"] = {
            "id": page.pk,
            "title": page.title,
            "url": page.full_url,
            "code": page.code,
            "precision": page.public_precision,
        }


def _counted(name: str, what: str) -> Expansion:
    def fill(view: Any, rows: Rows) -> None:
        public = Contribution.objects.public().filter(reference__in=_references(rows))
        named = {
            reference: targets.of_contribution(row, view.pages[row.campaign_id])
            for row in public.only("pk", "reference", "campaign_id", "title")
            if (reference := row.reference)
        }
        kept = counts.of(target.name for target in named.values())
        for row in rows:
            target = named.get(row["reference"])
            is_told = target is not None and policy.is_discussed(target)
            row[name] = kept[target.name][what] if is_told and target is not None else 0

    return Expansion(fill)


OF_ONE = {
    "campaign_summary": Expansion(_campaign),
    "comments_count": _counted("comments_count", counts.COMMENT),
    "supports_count": _counted("supports_count", "support"),
}
OF_LIST = {**OF_ONE, "answers": Expansion(_answers), "answers_of_city": Expansion(_city)}
