"""The addresses of duty."""

from django.urls import path

from homeward.foundation.duty.views import hand_over, lock_outs, notices, reach, roster, tasks

app_name = "duty"
urlpatterns = [
    path("", roster.show, name="roster"),
    path("shifts/new/", roster.add_shift, name="add_shift"),
    path("shifts/<int:pk>/cancel/", roster.cancel_shift, name="cancel_shift"),
    path("roles/new/", roster.add_role, name="add_role"),
    path("roles/<int:pk>/close/", roster.close_role, name="close_role"),
    path("notices/", notices.show, name="notices"),
    path("notices/<int:pk>/acknowledge/", notices.acknowledge, name="acknowledge"),
    path("tasks/", tasks.show_all, name="tasks"),
    path("tasks/<int:pk>/", tasks.show, name="task"),
    path("hand-overs/", hand_over.show_all, name="hand_overs"),
    path("hand-overs/new/", hand_over.give, name="give_over"),
    path("hand-overs/<int:pk>/", hand_over.show, name="hand_over"),
    path("hand-overs/<int:pk>/take/", hand_over.take, name="take_over"),
    path("reach/", reach.show, name="reach"),
    path("reach/<int:pk>/remove/", reach.remove, name="remove_channel"),
    path("sign-in/", lock_outs.show, name="lock_outs"),
    path("mail/", lock_outs.mail, name="mail"),
]
