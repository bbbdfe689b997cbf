"""Sessions of courses: opened by a supervisor, attended, tested, certified."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.foundation.journal.actions import record
from homeward.foundation.web.formats import day_text, listing
from homeward.oversight.assistance.errors import (
    CertificateRevoked,
    CertifiedAlready,
    EnrolledAlready,
    LessonsMissed,
    NoAttemptLeft,
    NotPassed,
    SessionNotBegun,
    SessionOver,
)
from homeward.oversight.assistance.facts import note_training
from homeward.oversight.assistance.models import CourseSession, Enrolment, TestAttempt
from homeward.oversight.assistance.queries.training import course_of, get_session
from homeward.oversight.assistance.training.certificate import new_code
from homeward.oversight.assistance.training.marking import MOST_ATTEMPTS, Mark, mark, missed
from homeward.oversight.assistance.training.reading import files_in
from homeward.oversight.assistance.training.shelf import FOLDER, get_course
from homeward.oversight.assistance.words import language as reading


def check_may_train(user: User) -> None:
    """Raises Forbidden for whoever holds no courses."""
    if not user.has_role(Role.SUPERVISOR):
        raise Forbidden("course_session")


@transaction.atomic
def open_session(
    code: str, *, begins: date, ends: date, place: str, language: str, user: User
) -> CourseSession:
    """Hold a course in its present revision. Raises NotFound and Forbidden."""
    course = get_course(code)
    check_may_train(user)
    session = CourseSession.objects.create(
        course=code,
        revision=course.revision,
        contents=files_in(FOLDER / code),
        begins=begins,
        ends=ends,
        place=place,
        language=language,
        trainer=user,
        opened_at=datetime.now(UTC),
    )
    record(
        "assistance.session_opened",
        actor=user.actor,
        subject=("course_session", session.pk),
        course=code,
    )
    return session


@transaction.atomic
def close_session(session_id: int, *, user: User) -> None:
    """Nobody enrols or is tested any more. Raises NotFound, Forbidden, SessionOver."""
    get_session(session_id)
    check_may_train(user)
    session = _open_session(session_id, for_change=True)
    session.closed_at = datetime.now(UTC)
    session.save()
    record("assistance.session_closed", actor=user.actor, subject=("course_session", session.pk))


def _open_session(session_id: int, *, for_change: bool = False) -> CourseSession:
    session = get_session(session_id, for_change=for_change)
    if session.closed_at is not None:
        raise SessionOver
    return session


@transaction.atomic
def enrol(session_id: int, person: User, *, user: User) -> Enrolment:
    """Enrol oneself, or as a supervisor somebody else.

    Raises NotFound, Forbidden, SessionOver, EnrolledAlready.
    """
    session = _open_session(session_id)
    if person.pk != user.pk:
        check_may_train(user)
    try:
        with transaction.atomic():
            found = Enrolment.objects.create(
                session=session, person=person, at=datetime.now(UTC), by=user.pk
            )
    except IntegrityError:
        raise EnrolledAlready from None
    record(
        "assistance.enrolled",
        actor=user.actor,
        subject=("course_session", session.pk),
        person=person.pk,
    )
    note_training("training.enrolled", session, user.actor)
    return found


@transaction.atomic
def note_attendance(enrolment_id: int, lessons: Sequence[str], *, user: User) -> Enrolment:
    """Say which lessons somebody attended; nobody says it of himself.

    Raises NotFound, Forbidden, SessionOver, SessionNotBegun, CertifiedAlready.
    """
    check_may_train(user)
    found = Enrolment.objects.select_for_update().filter(pk=enrolment_id).first()
    if found is None:
        raise NotFound("enrolment", enrolment_id)
    session = _open_session(found.session_id)
    if found.person_id == user.pk:
        raise Forbidden("enrolment", enrolment_id)
    if session.begins > datetime.now(UTC).date():
        raise SessionNotBegun(day=day_text(session.begins))
    if found.passed_at is not None:
        raise CertifiedAlready
    known = [one.id for one in course_of(session).lessons]
    found.attended = [one for one in known if one in set(lessons)]
    found.save(update_fields=["attended"])
    record(
        "assistance.attended",
        actor=user.actor,
        subject=("course_session", session.pk),
        person=found.person_id,
        lessons=found.attended,
    )
    return found


@transaction.atomic
def take_test(session_id: int, answers: Mapping[str, str], *, user: User) -> Mark:
    """Mark one's own test, and certify whoever passed.

    Raises NotFound for who is not enrolled, SessionOver, LessonsMissed, NoAttemptLeft.
    """
    session = _open_session(session_id)
    rows = Enrolment.objects.select_for_update().filter(session=session, person=user)
    found = rows.first()
    if found is None:
        raise NotFound("enrolment", session_id)
    course = course_of(session)
    left_out = missed(course, found.attended)
    if left_out:
        words = course.words()[1]
        titles = [words.lessons[one].title for one in left_out]
        raise LessonsMissed(lessons=listing(titles, reading()))
    if found.passed_at is not None or found.attempts.count() >= MOST_ATTEMPTS:
        raise NoAttemptLeft(most=MOST_ATTEMPTS)
    result = mark(course, answers)
    now = datetime.now(UTC)
    TestAttempt.objects.create(
        enrolment=found,
        at=now,
        answers=dict(answers),
        right=result.right,
        asked=result.asked,
        passed=result.passed,
    )
    if result.passed:
        found.passed_at, found.code = now, new_code()
        found.right, found.asked = result.right, result.asked
        found.name = user.full_name  # the paper is found by it whatever the person is called later
        found.save(update_fields=["passed_at", "code", "right", "asked", "name"])
    record(
        "assistance.tested",
        actor=user.actor,
        subject=("course_session", session.pk),
        right=result.right,
        asked=result.asked,
        passed=result.passed,
    )
    note_training("training.tested", session, user.actor, passed=result.passed)
    return result


@transaction.atomic
def revoke(enrolment_id: int, reason: str, *, user: User) -> Enrolment:
    """Take a certificate back, for good; whoever checks its code reads the reason.

    Raises NotFound, Forbidden (also of one's own), NotPassed, CertificateRevoked.
    """
    check_may_train(user)
    found = Enrolment.objects.select_for_update().filter(pk=enrolment_id).first()
    if found is None:
        raise NotFound("enrolment", enrolment_id)
    if found.person_id == user.pk:
        raise Forbidden("enrolment", enrolment_id)
    if found.passed_at is None:
        raise NotPassed
    if found.revoked_at is not None:
        raise CertificateRevoked(day=day_text(found.revoked_at))
    found.revoked_at, found.revoked_by = datetime.now(UTC), user.pk
    found.revoke_reason = reason
    found.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    record(
        "assistance.certificate_revoked",
        actor=user.actor,
        subject=("course_session", found.session_id),
        person=found.person_id,
        reason=reason,
    )
    note_training("training.revoked", found.session, user.actor, passed_in=found.passed_at.year)
    return found
