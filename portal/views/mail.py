"""The demonstration's mail. It exists in the invented practice and nowhere else."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.pages.mailbox import letters, texts


@require_safe
@login_not_required
def demo_mail(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    sent = letters(settings.MAIL_FOLDER) + texts(settings.TEXT_MESSAGE_FOLDER)
    newest = sorted(sent, key=lambda letter: letter.at, reverse=True)
    return render(request, "portal/demo_mail.html", {"letters": newest})
