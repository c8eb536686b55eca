"""What the client hopes therapy will change: asked once, before the first session."""

from django.utils.translation import gettext_lazy as _

from portal.forms.group import GroupForm, Words


class HopesForm(GroupForm):
    """In words, as many or as few as they like."""

    title = _("What do you hope will be different?")

    hopes = Words(label=title)
