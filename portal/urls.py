"""The client's addresses."""

from django.urls import path

from portal.views import check_in, help, mail, preview, review

urlpatterns = [
    path("c/<str:token>/", check_in.link, name="check_in_link"),
    path("check-in/", check_in.resume, name="check_in"),
    path("check-in/help/", help.help_now, name="check_in_help"),
    path("check-in/thanks/", review.thanks, name="check_in_thanks"),
    path("check-in/review/", review.review, name="check_in_review"),
    path("check-in/<slug:step>/", check_in.step, name="check_in_step"),
    path(
        "clinic/instruments/packs/<uuid:code>/preview/", preview.preview_pack, name="preview_pack"
    ),
    path("demo/mail/", mail.demo_mail, name="demo_mail"),
]
