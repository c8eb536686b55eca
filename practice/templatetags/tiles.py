"""Choices drawn as tiles."""

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def tile_groups(field: BoundField) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """The options of a choice field in their groups: (name or None, options) pairs."""
    widget = field.field.widget
    attrs = widget.build_attrs(widget.attrs, {"id": field.id_for_label or field.auto_id})
    value = widget.format_value(field.value())
    groups = widget.optgroups(field.html_name, value, attrs)
    tiles: list[tuple[str | None, list[dict[str, Any]]]] = []
    for name, options, _ in groups:
        # Django puts each choice that is in no group into a group of its own.
        if name is None and tiles and tiles[-1][0] is None:
            tiles[-1][1].extend(options)
        else:
            tiles.append((name, list(options)))
    return tiles
