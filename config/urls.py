"""Every address. Lower apps' addresses stand under their own nouns; see each app's urls.py."""

from django.conf import settings
from django.urls import include, path

from config import health

urlpatterns = [
    path("", include("alliance.urls")),
    path("", include("portal.urls")),
    path("", include("sessions.urls")),
    path("", include("clients.urls")),
    path("", include("measures.urls")),
    path("", include("practice.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
if settings.EMAIL_PROVIDER:  # where the provider says what became of a message
    urlpatterns.append(path("returned/", include("anymail.urls")))
handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
