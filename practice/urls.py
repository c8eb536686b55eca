"""Addresses about signing in, the clinic's people and settings, and one's own account."""

import allauth.account.urls
from django.urls import include, path

from practice.views import account, clinic, demo, invitation, people

# An address is changed by an invitation to the new one, and nobody signs in by a mailed code: these
# pages of allauth stay shut.
_SHUT = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
}
# Signing out is ours: it also clears what the browser kept.
_SHUT |= {"account_logout"}
_sign_in = [each for each in allauth.account.urls.urlpatterns if each.name not in _SHUT]

urlpatterns = [
    path("account/logout/", account.sign_out, name="account_logout"),
    path("account/", include(_sign_in)),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("demo/sign-in/", demo.demo_sign_in, name="demo_sign_in"),
    path("join/<str:token>/", invitation.join, name="join"),
    path("me/", account.account, name="account"),
    path("me/name/", account.change_name, name="change_name"),
    path("people/", people.people, name="people"),
    path("people/invite/", invitation.invite, name="invite"),
    path(
        "people/invitations/<uuid:code>/revoke/",
        invitation.revoke_invitation,
        name="revoke_invitation",
    ),
    path("people/<uuid:code>/", people.person, name="person"),
    path("people/<uuid:code>/roles/", people.change_roles, name="change_roles"),
    path("people/<uuid:code>/supervision/", people.request_supervision, name="request_supervision"),
    path("people/<uuid:code>/end/", people.end_work, name="end_work"),
    path(
        "me/supervision/<uuid:code>/agree/",
        account.agree_to_supervision,
        name="agree_to_supervision",
    ),
    path("me/supervision/<uuid:code>/leave/", account.leave_supervision, name="leave_supervision"),
    path("supervision/<uuid:code>/end/", people.end_supervision, name="end_supervision"),
    path("supervision/<uuid:code>/co-signing/", people.change_co_signing, name="change_co_signing"),
    path("clinic/settings/", clinic.clinic_settings, name="clinic_settings"),
]
