"""Addresses of training."""

from django.urls import path

from homeward.oversight.assistance.views import training

app_name = "training"
COURSE, SESSION = "courses/<slug:code>/", "sessions/<int:session_id>/"
urlpatterns = [
    path("", training.courses, name="courses"),
    path("check/", training.check, name="check"),
    path(COURSE, training.course, name="course"),
    path(f"{COURSE}lessons/<slug:lesson>/", training.lesson, name="lesson"),
    path(f"{COURSE}scorm/<slug:language>/", training.scorm, name="scorm"),
    path(f"{COURSE}hold/", training.new_session, name="new_session"),
    path(SESSION, training.session, name="session"),
    path(f"{SESSION}enrol/", training.enrol, name="enrol"),
    path(f"{SESSION}close/", training.close, name="close"),
    path(f"{SESSION}people/", training.add_person, name="add_person"),
    path(f"{SESSION}test/", training.test, name="test"),
    path("enrolments/<int:enrolment_id>/", training.attendance, name="attendance"),
    path("enrolments/<int:enrolment_id>/pdf/", training.certificate, name="certificate"),
    path("enrolments/<int:enrolment_id>/revoke/", training.revoke, name="revoke"),
]
