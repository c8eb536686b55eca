"""What each kind of outbox row is made into, and who is told how it ended or is unwelcome.

The outbox lives at the bottom of the house and may not import what stands above it, so the kinds
are named here, at the top.
"""

COMPOSERS = {
    "account-mail": "practice.mail.account_mail",
    "staff-invitation": "practice.mail.staff_invitation",
    "supervision-request": "practice.mail.supervision_request",
    "check-in-invitation": "alliance.letters.check_in_invitation",
    "check-in-reminder": "alliance.letters.check_in_reminder",
    "check-in-answered": "alliance.mail.check_in_answered",
    "safety-notice": "alliance.mail.safety_notice",
    "concern-said": "alliance.mail.concern",
    "concern-escalated": "alliance.mail.concern",
    "concern-answered": "portal.mail.concern_answered",
    "statement-answered": "portal.mail.statement_answered",
    "space-code": "portal.mail.space_code",
    "passkey-added": "portal.mail.passkey_added",
    "co-signature-asked": "alliance.mail.co_signature_asked",
    "supervision-question": "alliance.mail.supervision_question",
    "supervision-reply": "alliance.mail.supervision_reply",
}

_CAME_BACK = "clients.actions.reach.note_came_back"

UNWANTED = "alliance.actions.invitation.note_unwanted"
"""Who is told that somebody called a message unwelcome at their mail provider."""

LISTENERS = {
    "check-in-invitation": ("alliance.actions.invitation.note_sent", _CAME_BACK),
    "check-in-reminder": (_CAME_BACK,),
    "concern-answered": (_CAME_BACK,),
    "space-code": (_CAME_BACK,),
    "passkey-added": (_CAME_BACK,),
}
