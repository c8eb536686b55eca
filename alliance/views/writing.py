"""What a therapist types into the page of a note, as the forms that read it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from alliance.forms import NoteForm, PersonForm, RatingForm
from alliance.views.session import person_forms, rating_forms
from practice.access import SignedInRequest
from sessions.desk import Desk
from sessions.formats import NoteFormat
from sessions.models import Note, Participation, Session


@dataclass
class Writing:
    """Everything of one save: the note's form, one a person, one a rating.

    `data` is what was sent (None: the forms as they are stored), `note` the note that it is
    written over.
    """

    session: Session
    parts: list[Participation]
    note: Note | None
    data: QueryDict | None
    format: NoteFormat
    desk: Desk

    @cached_property
    def form(self) -> NoteForm:
        """The sections, the alliance section, what comes next."""
        return NoteForm(self.data, note=self.note, format=self.format, desk=self.desk)

    @cached_property
    def people(self) -> list[PersonForm]:
        """What is about each person alone."""
        return person_forms(self.parts, self.data, self.note)

    @cached_property
    def ratings(self) -> list[RatingForm]:
        """The therapist's own rating of each."""
        return rating_forms(self.session, self.parts, self.data)

    @property
    def all(self) -> list[forms.Form]:
        """Every form, in the order of the page."""
        return [self.form, *self.people, *self.ratings]

    @property
    def is_valid(self) -> bool:
        """Whether everything can be stored. Asks each form, for its errors."""
        valid = [form.is_valid() for form in self.all]
        return all(valid)

    @property
    def has_changed(self) -> bool:
        """Whether a word was written, or a tile touched."""
        return any(form.has_changed() for form in self.all)

    @property
    def content(self) -> dict[str, Any]:
        """The note's content as it would be stored."""
        return self.form.content(self.people, self.note)

    @property
    def context(self) -> dict[str, Any]:
        """For the page, once more with what was typed."""
        return {
            "note_form": self.form,
            "person_forms": self.people,
            "rating_forms": self.ratings,
        }

    def over(self, note: Note | None, data: QueryDict | None) -> "Writing":
        """Other words, or the same over another note."""
        return Writing(self.session, self.parts, note, data, self.format, self.desk)


def posted_format(request: SignedInRequest, desk: Desk) -> NoteFormat | None:
    """The format that stood on the page, in the version that stood there."""
    key, version = request.POST.get("format", ""), request.POST.get("format_version", "")
    try:
        return desk.format(key, int(version)) if version.isdecimal() else desk.newest(key)
    except KeyError:
        return None
