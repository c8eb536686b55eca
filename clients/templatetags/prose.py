"""Plain text, drawn as paragraphs and lists."""

from django import template

from clients.prose import Passage, passages

register = template.Library()


@register.filter
def in_passages(words: str) -> list[Passage]:
    """What somebody wrote, passage by passage: see `clients.prose`."""
    return passages(words)
