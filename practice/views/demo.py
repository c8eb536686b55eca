"""Signing in with one click, in the invented practice and nowhere else."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from practice import demo
from practice.start import start_page


@login_not_required
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return _sign_in(request)


@require_POST
def _sign_in(request: HttpRequest) -> HttpResponse:
    membership = get_object_or_404(demo.people(), user__email=request.POST.get("email", ""))
    response: HttpResponse = perform_login(
        request, membership.user, redirect_url=start_page(membership)
    )
    return response
