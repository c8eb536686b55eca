"""The conversation aid on a page about one kind of rupture."""

from django import template

from alliance.aids import Prompt, compact

register = template.Library()


@register.simple_tag
def prompts_for(direction: str, party: str, domain: str = "") -> list[Prompt]:
    """Four to six prompts for this kind. No query."""
    return compact(direction, party, domain or "")
