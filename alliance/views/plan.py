"""Carrying on with the last plan."""

from alliance import pages
from alliance.views.writing import Writing
from practice.access import SignedInRequest


def with_last_plan(request: SignedInRequest, writing: Writing) -> str:
    """The plan as it was typed, and the last one below it. Once: pressed again it adds nothing."""
    plan: str = writing.form.cleaned_data["plan"]
    briefs = pages.workspace(writing.session, writing.parts, request.membership)["briefs"]
    for last in last_plans(briefs):
        if last not in plan:
            plan = f"{plan}\n{last}".strip()
    return plan


def last_plans(briefs: list[pages.Brief]) -> list[str]:
    """What was planned in the note before this one, for each client; the same plan once."""
    notes = [brief.previous_note for brief in briefs if brief.previous_note]
    plans = [note.content.get("plan", "") for note in notes]
    return list(dict.fromkeys(filter(None, plans)))
