"""Reads of courses: sessions, who takes part, certificates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.foundation.web.formats import day_text
from homeward.knowledge.manual.guide.library import Held, library
from homeward.knowledge.manual.guide.practice import Practice
from homeward.knowledge.manual.guide.shelf import shipped as shipped_practices
from homeward.oversight.assistance.errors import CertificateRevoked, NotPassed
from homeward.oversight.assistance.models import CourseSession, Enrolment
from homeward.oversight.assistance.training.certificate import Certified, tidy_code
from homeward.oversight.assistance.training.course import Course, Lesson
from homeward.oversight.assistance.training.reading import read_course
from homeward.oversight.assistance.training.shelf import shipped


def may_train(viewer: User) -> bool:
    """Whether the viewer holds courses."""
    return viewer.has_role(Role.SUPERVISOR)


def courses() -> list[Course]:
    """Every course, by title."""
    return sorted(shipped().values(), key=lambda one: one.title)


def get_lesson(course: Course, lesson_id: str) -> Lesson:
    """A lesson of a course; raises NotFound."""
    found = course.lesson(lesson_id)
    if found is None:
        raise NotFound("lesson", lesson_id)
    return found


def practice_for(viewer: User, lesson: Lesson) -> Held:
    """The practice that a lesson teaches, in the State's own text where the reader may read it."""
    found = library(viewer).get(lesson.practice)
    return found or Held(shipped_practices()[lesson.practice])


def open_practices(viewer: User, course: Course) -> dict[str, Practice]:
    """The practices of a course as they may leave the node: what is restricted is shipped text."""
    found = {one.practice: practice_for(viewer, one) for one in course.lessons}
    shelf = shipped_practices()
    return {code: shelf[code] if held.restricted else held.practice for code, held in found.items()}


def sessions_of(code: str) -> list[CourseSession]:
    """The sessions of a course, the latest first."""
    found = CourseSession.objects.filter(course=code).select_related("trainer")
    return list(found.order_by("-begins", "-pk"))


def get_session(session_id: int, *, for_change: bool = False) -> CourseSession:
    """A session, which everybody who signs in may see; raises NotFound."""
    rows = CourseSession.objects.select_related("trainer")
    if for_change:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=session_id).first()
    if found is None:
        raise NotFound("course_session", session_id)
    return found


def enrolments_of(viewer: User, session: CourseSession) -> list[Enrolment]:
    """Who takes part: for whoever holds courses, else the viewer's own alone."""
    found = Enrolment.objects.filter(session=session).select_related("person")
    if not may_train(viewer):
        found = found.filter(person=viewer)
    return list(found.order_by("person__full_name", "pk"))


def own_enrolment(viewer: User, session: CourseSession) -> Enrolment | None:
    """The viewer's own."""
    return Enrolment.objects.filter(session=session, person=viewer).first()


def get_enrolment(number: int, viewer: User) -> Enrolment:
    """An enrolment, one's own or for whoever holds courses; raises NotFound."""
    found = Enrolment.objects.select_related("session", "person").filter(pk=number).first()
    if found is None or not (found.person_id == viewer.pk or may_train(viewer)):
        raise NotFound("enrolment", number)
    return found


def colleagues_left(session: CourseSession) -> list[User]:
    """Active people of this node who are not enrolled yet."""
    taken = Enrolment.objects.filter(session=session).values("person_id")
    return list(User.objects.filter(is_active=True).exclude(pk__in=taken).order_by("full_name"))


def course_of(session: CourseSession) -> Course:
    """The course of a session as it was when the session was opened, whatever ships now.

    Raises NotFound where its revision was not kept.
    """
    return _held_course(session.course, session.contents)


def _held_course(code: str, contents: Mapping[str, str]) -> Course:
    if not contents:
        raise NotFound("course", code)
    return read_course(code, contents, None)


def certified(enrolment: Enrolment) -> Certified:
    """What the certificate of an enrolment says. Raises NotPassed and CertificateRevoked."""
    session = enrolment.session
    if enrolment.passed_at is None or enrolment.code is None:
        raise NotPassed
    if enrolment.revoked_at is not None:
        raise CertificateRevoked(day=day_text(enrolment.revoked_at))
    return Certified(
        code=enrolment.code,
        name=enrolment.name,
        course=course_of(session),
        revision=session.revision,
        begins=session.begins,
        ends=session.ends,
        passed_at=enrolment.passed_at,
        right=enrolment.right or 0,
        asked=enrolment.asked or 0,
        held_in=session.language,
    )


def find_certificate(typed: str) -> Certified | None:
    """The certificate of a code that somebody reads from paper, also one that was revoked, or of a
    course that ships no more; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select * from guard.course_certificate(%s)", [tidy_code(typed)])
        row = cursor.fetchone()
    if row is None:
        return None
    code, name, course, contents, revision, begins, ends, passed_at, right, asked = row[:10]
    held_in, revoked_at, reason = row[10:]
    return Certified(
        code=code,
        name=name,
        course=_held_course(course, json.loads(contents)),
        revision=revision,
        begins=begins,
        ends=ends,
        passed_at=passed_at,
        right=right,
        asked=asked,
        held_in=held_in,
        revoked_at=revoked_at,
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of a session."""

    enrolled: int
    attended: int
    passed: int


def count(enrolments: Sequence[Enrolment], course: Course) -> Counted:
    """How many are enrolled, attended every lesson, and passed."""
    every = {one.id for one in course.lessons}
    return Counted(
        len(enrolments),
        sum(every <= set(one.attended) for one in enrolments),
        sum(one.passed_at is not None for one in enrolments),
    )


def tries_of(enrolment: Enrolment) -> int:
    """How often somebody took the test."""
    return enrolment.attempts.count()
