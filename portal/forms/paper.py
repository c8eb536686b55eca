"""A whole check-in on one page, for answers that stand on paper."""

from collections.abc import Mapping
from typing import Any

from alliance.models import CheckIn
from portal.forms.group import Answers, GroupForm
from portal.steps import answers_of, keep_to_therapist, open_steps

_BESIDE = frozenset({"language", "pack"})
"""In whose words a questionnaire was answered: no answer."""


class PaperForm:
    """The forms of every page of a check-in, in their order, filled in together.

    Each stands under the address of its page, so that two may ask something of the same name.
    Nothing comes from what the client may have begun on their own.
    """

    def __init__(self, data: Mapping[str, Any] | None, *, check_in: CheckIn) -> None:
        keep_to_therapist(check_in)
        self.check_in = check_in
        self.forms: list[GroupForm] = []
        self._draft: Answers = {}
        for step in open_steps(check_in):
            form = step.form(data, draft=self._draft)
            form.prefix = step.slug
            self.forms.append(form)
            if data is not None and form.is_valid():
                self._draft = self._draft | form.kept()

    def is_valid(self) -> bool:
        """Whether all of it can be taken as it was entered."""
        return all(form.is_valid() for form in self.forms)

    @property
    def errors(self) -> list[Any]:
        """The fields at which something has to be looked at again."""
        return [field for form in self.forms for field in form if field.errors]

    @property
    def answers(self) -> Answers:
        """What was entered, in the shape in which a check-in is sent."""
        self.check_in.draft = self._draft
        return answers_of(self.check_in)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was entered."""
        return not any(_says_something(each) for each in self.answers.values())


def _says_something(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_says_something(each) for name, each in value.items() if name not in _BESIDE)
    if isinstance(value, (list, tuple)):
        return any(map(_says_something, value))
    return value not in (None, "")
