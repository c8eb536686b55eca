"""The client's addresses."""

from django.urls import path

from portal.views import (
    check_in,
    concern,
    help,
    mail,
    preview,
    review,
    ruptures,
    sign_in,
    space,
)

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
    path("space/", space.home, name="space"),
    path("space/sign-in/", sign_in.sign_in, name="space_sign_in"),
    path("space/code/", sign_in.code, name="space_code"),
    path("space/which/", sign_in.choice, name="space_choice"),
    path("space/sign-out/", sign_in.sign_out, name="space_sign_out"),
    path("space/check-in/", space.answer_check_in, name="space_check_in"),
    path("space/off/", concern.off, name="space_off"),
    path("space/said/", concern.said, name="space_said"),
    path("space/said/<uuid:code>/", concern.concern, name="space_concern"),
    path("space/said/<uuid:code>/take-back/", concern.take_back, name="space_take_back"),
    path("space/between-us/", ruptures.ruptures, name="space_ruptures"),
    path("space/between-us/<uuid:code>/", ruptures.rupture, name="space_rupture"),
    path("demo/mail/", mail.demo_mail, name="demo_mail"),
]
