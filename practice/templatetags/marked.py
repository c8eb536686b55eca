"""What of a form has to be looked at again, for the summary above it."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context

register = template.Library()


@register.filter
def marked(form: Any) -> list[BoundField]:
    """The visible fields of a form (or of several in one) that came back with an error."""
    return [field for field in form if field.errors and not field.is_hidden] if form else []


@register.simple_tag(takes_context=True)
def marked_on_the_page(context: Context) -> list[BoundField]:
    """The same for every form that the page was given, whatever the view calls it."""
    # By type(), because isinstance() would ask a lazy value, and so the database.
    given: dict[int, Any] = {id(each): each for each in context.flatten().values()}
    forms = [each for each in given.values() if issubclass(type(each), BaseForm)]
    return [field for form in forms if form.is_bound for field in marked(form)]
