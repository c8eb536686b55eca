"""What each kind of outbox row is made into.

The outbox lives at the bottom of the house and may not import what stands above it, so the kinds
are named here, at the top.
"""

COMPOSERS = {
    "account-mail": "practice.mail.account_mail",
    "staff-invitation": "practice.mail.staff_invitation",
    "check-in-invitation": "alliance.mail.check_in_invitation",
    "check-in-answered": "alliance.mail.check_in_answered",
    "safety-notice": "alliance.mail.safety_notice",
    "concern-said": "alliance.mail.concern",
    "concern-escalated": "alliance.mail.concern",
    "concern-answered": "portal.mail.concern_answered",
    "space-code": "portal.mail.space_code",
    "supervision-question": "alliance.mail.supervision_question",
    "supervision-reply": "alliance.mail.supervision_reply",
}
