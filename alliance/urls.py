"""Addresses of the therapist's and the clinic admin's pages."""

from django.urls import path

from alliance import views

urlpatterns = [
    path("", views.today, name="today"),
    path("caseload/", views.caseload, name="caseload"),
    path("clients/new/", views.new_client, name="new_client"),
    path("clients/<uuid:code>/", views.client, name="client"),
    path("clients/<uuid:code>/details/", views.client_details, name="client_details"),
    path("clients/<uuid:code>/ending/", views.ending, name="ending"),
    path("clients/<uuid:code>/consent/", views.consent, name="consent"),
    path("clients/<uuid:code>/measures/", views.client_measures, name="client_measures"),
    path(
        "clients/<uuid:code>/measures/<slug:instrument>/",
        views.client_measure,
        name="client_measure",
    ),
    path(
        "clients/<uuid:code>/measures/<uuid:administration>/fhir/",
        views.administration_fhir,
        name="administration_fhir",
    ),
    path("clients/<uuid:code>/goals/new/", views.new_goal, name="new_goal"),
    path("goals/<uuid:code>/agree/", views.agree_goal, name="agree_goal"),
    path("clients/<uuid:code>/sessions/new/", views.new_session, name="new_session"),
    path("sessions/<uuid:code>/", views.session, name="session"),
    path("sessions/<uuid:code>/note/", views.save_note, name="save_note"),
    path("sessions/<uuid:code>/sign/", views.sign_note, name="sign_note"),
    path("sessions/<uuid:code>/addendum/", views.add_addendum, name="add_addendum"),
    path("sessions/<uuid:code>/move/", views.move_session, name="move_session"),
    path("sessions/<uuid:code>/attendance/", views.attendance, name="attendance"),
    path("sessions/<uuid:code>/absence/", views.absence, name="absence"),
    path("sessions/<uuid:code>/check-in/send/", views.send_check_in, name="send_check_in"),
    path("sessions/<uuid:code>/rupture/", views.new_rupture, name="new_rupture"),
    path("ruptures/<uuid:code>/", views.rupture, name="rupture"),
    path("ruptures/<uuid:code>/repair/", views.repair, name="repair"),
    path("ruptures/<uuid:code>/close/", views.close_rupture, name="close_rupture"),
    path("promises/<uuid:code>/kept/", views.promise_kept, name="promise_kept"),
    path("signals/", views.signals, name="signals"),
    path("signals/rules/", views.signal_rules, name="signal_rules"),
    path("signals/<uuid:code>/", views.signal, name="signal"),
    path("safety/", views.safety, name="safety"),
    path("safety/<uuid:code>/", views.safety_notice, name="safety_notice"),
    path("clinic/", views.clinic, name="clinic"),
    path("clinic/usual/", views.priors, name="priors"),
    path("clinic/usual/<uuid:code>/apply/", views.apply_prior, name="apply_prior"),
    path("clinic/usual/<uuid:code>/retire/", views.retire_prior, name="retire_prior"),
    path("clinic/schedule/", views.clinic_schedule, name="clinic_schedule"),
    path("clinic/schedule/<slug:instrument>/", views.schedule_measure, name="schedule_measure"),
    path("clinic/clients/", views.clinic_clients, name="clinic_clients"),
]
