"""The walls of services and referrals: no referral without consent, or a decision in its stead."""

from django.db import migrations

from homeward.casework.victims.walls import VICTIMS
from homeward.foundation.guard.policies import append_only, every_row, protect

# Whoever signs in reads where help is found; it says nothing of a case.
SIGNED_IN = every_row("(select guard.user_id()) is not null or (select guard.service()) is not null")
KEEPERS = every_row(
    "(select guard.has_role('support')) or (select guard.has_role('supervisor'))"
    " or (select guard.has_role('administrator'))"
)
# Whether the consent or decision of a referral is about its file and service, covers what is shared,
# and holds today.
ALLOWED = """
create function guard.referral_allowed(r public.victims_referral) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select case when r.consent_id is not null then exists (
    select from public.victims_consent c
    where c.id = r.consent_id and c.file_id = r.file_id and c.case_id = r.case_id
      and c.purpose = 'referral' and c.recipient = 'service:' || r.service_id
      and c.covers @> r.covers and guard.consent_holds(c.id))
  else exists (
    select from public.victims_override o
    where o.id = r.override_id and o.file_id = r.file_id and o.case_id = r.case_id
      and o.recipient = 'service:' || r.service_id
      and o.covers @> r.covers and guard.override_holds(o.id))
  end
$$;
revoke all on function guard.referral_allowed(public.victims_referral) from public;
"""
REFERRAL = """
create function guard.refuse_referral() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.status <> 'made' then
    raise exception 'A referral begins when it is made.' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from public.victims_service s
             where s.id = new.service_id and s.closed_on is not null) then
    raise exception 'Nobody is referred to a service that closed.'
      using errcode = 'insufficient_privilege';
  end if;
  if not guard.referral_allowed(new) then
    raise exception 'A referral stands on a consent, or a decision in its stead, that holds.'
      using errcode = 'insufficient_privilege';
  end if;
  if not array(select jsonb_object_keys(new.shared)) <@ new.covers::text[] then
    raise exception 'More is shared than the consent covers.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_referral() from public;
create trigger stands_on_consent before insert on victims_referral
  for each row execute function guard.refuse_referral();
create function guard.refuse_referral_change() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  free text[] := array['status', 'revision', 'changed_by', 'changed_at', 'answer_due'];
begin
  if to_jsonb(old) - free <> to_jsonb(new) - free then
    raise exception 'What was shared, with whom and on which consent never changes.'
      using errcode = 'insufficient_privilege';
  end if;
  if new.status <> old.status and not (case old.status
       when 'made' then new.status in ('accepted', 'declined', 'transferred', 'ended', 'recalled')
       when 'accepted' then new.status in ('delivered', 'transferred', 'ended', 'recalled')
       when 'declined' then new.status in ('transferred', 'recalled')
       when 'delivered' then new.status in ('transferred', 'ended', 'recalled')
       when 'ended' then new.status = 'recalled'
       when 'transferred' then new.status = 'recalled'
       when 'recalled' then new.status = 'cleared'
       else false end) then
    raise exception 'A referral does not go from % to %.', old.status, new.status
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_referral_change() from public;
create trigger keeps_what_was_shared before update on victims_referral
  for each row execute function guard.refuse_referral_change();
"""


class Migration(migrations.Migration):
    """Nothing is deleted: a service closes, a referral is recalled."""

    dependencies = [("victims", "0003_consent_walls")]
    operations = [
        protect("victims_service", select=SIGNED_IN, insert=KEEPERS, update=KEEPERS),
        protect("victims_referral", select=VICTIMS, insert=VICTIMS, update=VICTIMS),
        protect("victims_referralstep", select=VICTIMS, insert=VICTIMS),
        append_only("victims_referralstep"),
        migrations.RunSQL(ALLOWED, migrations.RunSQL.noop),
        migrations.RunSQL(REFERRAL, migrations.RunSQL.noop),
    ]
