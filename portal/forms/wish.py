"""What the client would like from the session."""

from django.utils.translation import gettext_lazy as _

from portal.forms.group import GroupForm, Words


class WishForm(GroupForm):
    """In words, as many or as few as they like."""

    title = _("What would you like from the session?")

    wish = Words(label=title)
