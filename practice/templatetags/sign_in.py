"""What the sign-in pages need beyond what allauth hands them."""

from django import template
from django.conf import settings
from django.db.models import QuerySet
from django.forms import Form
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practice import demo
from practice.forms import ABOUT_PASSWORDS
from practice.models import Membership

register = template.Library()

# allauth's fields, in the words of our own pages.
LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "oldpassword": _("The password you have now"),
    "password1": _("New password"),
    "password2": _("The same password again"),
    "code": _("Code"),
}
# Looked for in this order: each of the later ones also stands in what the earlier ones say.
BROWSERS = {
    "Firefox": "Firefox",
    "Edg": "Edge",
    "OPR": "Opera",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@register.filter
def plain(form: Form) -> Form:
    """allauth's form in our words, without placeholders; a code brings up digits."""
    for name, field in form.fields.items():
        field.label = LABELS.get(name, field.label)
        field.widget.attrs.pop("placeholder", None)
        if name == "password1":
            field.help_text = ABOUT_PASSWORDS
        if name == "code":
            field.widget.attrs["inputmode"] = "numeric"
    return form


@register.filter
def browser(user_agent: str) -> str:
    """What calls itself "Mozilla/5.0 (X11; …" in words: "Firefox on Linux"."""
    program = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    if program and system:
        return gettext("%(browser)s on %(system)s") % {"browser": program, "system": system}
    return program or system or gettext("A browser that does not say what it is")


@register.simple_tag
def invented_people() -> QuerySet[Membership]:
    """As whom a visitor may look around; nobody outside the invented practice."""
    return demo.people() if settings.DEMO else Membership.objects.none()
