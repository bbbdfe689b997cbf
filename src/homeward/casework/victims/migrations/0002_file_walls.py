"""The walls of support files: members of the compartment of victims alone, and rules that only grow."""

from django.db import migrations

from homeward.casework.victims.walls import VICTIMS, once_settled
from homeward.foundation.guard.policies import append_only, protect

# A consent or a decision in its stead is given by who may: the second person is another one, and
# nobody approves in the name of somebody else.
SECOND_PERSON = """
create function guard.refuse_own_override() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.approved_by_id is not null and old.approved_by_id is null
     and (new.approved_by_id is distinct from guard.user_id()
          or new.approved_by_id = new.asked_by_id) then
    raise exception 'A second person approves what is shared without consent.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_own_override() from public;
create trigger second_person before update on victims_override
  for each row execute function guard.refuse_own_override();
"""


class Migration(migrations.Migration):
    """Policies and triggers. Nothing of a support file is deleted."""

    dependencies = [
        ("victims", "0001_initial"),
        ("access", "0002_walls"),
        ("response", "0003_crisis_walls"),
    ]
    operations = [
        *(
            protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS, update=VICTIMS)
            for table in ("supportfile", "channel", "guardian", "consent", "override")
        ),
        protect("victims_tellingrule", select=VICTIMS, insert=VICTIMS),
        append_only("victims_tellingrule"),
        once_settled("victims_channel", "ended_at", "ended_by"),
        once_settled("victims_guardian", "ended_at", "ended_by"),
        once_settled("victims_consent", "withdrawn_at", "withdrawn_by", "withdrawn_why"),
        once_settled(
            "victims_override",
            *("approved_by_id", "approved_at", "refused_at", "refused_why"),
            *("withdrawn_at", "withdrawn_by", "withdrawn_why"),
        ),
        migrations.RunSQL(SECOND_PERSON, migrations.RunSQL.noop),
    ]
