"""Addresses of exercises."""

from django.urls import path

from homeward.oversight.assistance.views import exercise_play, exercises

app_name = "exercises"
SCENARIO, SESSION = "scenarios/<slug:code>/", "sessions/<int:session_id>/"
urlpatterns = [
    path("", exercises.front, name="front"),
    path(SCENARIO, exercises.scenario, name="scenario"),
    path(f"{SCENARIO}plan/", exercises.plan, name="plan"),
    path(SESSION, exercise_play.session, name="session"),
    path(f"{SESSION}seats/", exercises.add_seat, name="add_seat"),
    path(f"{SESSION}speed/", exercises.speed, name="speed"),
    path(f"{SESSION}forward/", exercises.forward, name="forward"),
    path(f"{SESSION}tell/", exercises.tell, name="tell"),
    path(f"{SESSION}end/", exercises.end, name="end"),
    path(f"{SESSION}controls/<slug:name>/", exercises.control, name="control"),
    path(f"{SESSION}reading/", exercise_play.reading, name="reading"),
    path(f"{SESSION}decisions/<slug:decision>/", exercise_play.decide, name="decide"),
    path(f"{SESSION}steps/<slug:step>/", exercise_play.step, name="step"),
    path(f"{SESSION}debrief/", exercise_play.debrief, name="debrief"),
]
