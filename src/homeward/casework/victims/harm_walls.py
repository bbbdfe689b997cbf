"""What the database itself refuses of losses and compensation claims; for the walls' migration."""

# All that belongs to one support file is checked as a whole at the end of the transaction. The row
# of the file is locked, so of two transactions the second is checked with what the first kept;
# sums taken from confiscated money run over files, and lock the row of the confiscation.
CHECK = """
create function guard.check_compensation() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  which bigint := new.file_id;
  wrong text;
begin
  perform 1 from public.victims_supportfile where id = which for no key update;
  perform 1 from public.victims_recoveredsum
    where id in (select recovered_id from public.victims_compensationpayment
                 where file_id = which) order by id for no key update;
  with part as (
    select p.*, c.source, c.closed_at, l.amount as lost, l.withdrawn_at,
      c.currency = l.currency and c.file_id = which and l.file_id = which as fits,
      coalesce((select g.amount from public.victims_compensationgrant g
        where g.part_id = p.id and g.decision_id = (
          select max(d.id) from public.victims_compensationdecision d where d.claim_id = c.id)
        ), 0) as granted,
      (select coalesce(sum(x.amount), 0) from public.victims_compensationpaid x
        where x.part_id = p.id)
      - (select coalesce(sum(x.amount), 0) from public.victims_compensationrepaid x
        where x.part_id = p.id) as net
    from public.victims_compensationpart p
    join public.victims_compensationclaim c on c.id = p.claim_id
    join public.victims_loss l on l.id = p.loss_id
    where p.file_id = which or c.file_id = which or l.file_id = which
  ), asked as (
    select loss_id, source, sum(asked) as total, max(lost) as lost from part
    where closed_at is null group by loss_id, source
  ), kept as (
    select loss_id, sum(net) as total, max(lost) as lost, bool_or(withdrawn_at is not null) as gone,
      bool_or(closed_at is null) as open
    from part group by loss_id
  ), taken as (
    select r.id, r.amount, r.currency, x.amount as paid, c.currency as asked_in
    from public.victims_recoveredsum r
    join public.victims_compensationpayment y on y.recovered_id = r.id
    join public.victims_compensationclaim c on c.id = y.claim_id
    join public.victims_compensationpaid x on x.payment_id = y.id
    where r.id in (select recovered_id from public.victims_compensationpayment
                   where file_id = which)
  )
  select what into wrong from (
    select 'a part is of another file or currency' as what from part where not fits
    union all select 'more is asked of one source than was lost' from asked where total > lost
    union all select 'less than nothing, or more than was granted, is paid' from part
      where net < 0 or net > granted
    union all select 'a loss is compensated by more than itself' from kept where total > lost
    union all select 'a withdrawn loss is asked for or paid' from kept
      where gone and (open or total <> 0)
    union all select 'more is granted than was asked, or of another compensation claim'
      from public.victims_compensationgrant g
      join public.victims_compensationpart p on p.id = g.part_id
      join public.victims_compensationdecision d on d.id = g.decision_id
      where which in (g.file_id, p.file_id, d.file_id)
        and (g.amount > p.asked or p.claim_id <> d.claim_id or d.verdict = 'refused')
    union all select 'a payment is of another compensation claim'
      from public.victims_compensationpaid x
      join public.victims_compensationpart p on p.id = x.part_id
      join public.victims_compensationpayment y on y.id = x.payment_id
      where which in (x.file_id, p.file_id, y.file_id) and p.claim_id <> y.claim_id
    union all select 'confiscated money is paid without its confiscation'
      from public.victims_compensationpayment y
      join public.victims_compensationclaim c on c.id = y.claim_id
      where y.file_id = which and c.source = 'proceeds' and y.recovered_id is null
    union all select 'more is paid from confiscated money than there is' from taken
      group by id, amount having sum(paid) > amount
    union all select 'confiscated money is of another currency' from taken
      where currency <> asked_in
  ) found limit 1;
  if wrong is not null then
    raise exception 'Compensation does not add up: %.', wrong using errcode = 'check_violation';
  end if;
  return null;
end $$;
revoke all on function guard.check_compensation() from public;
"""
SUMMED = (
    "loss",
    "compensationclaim",
    "compensationpart",
    "compensationdecision",
    "compensationgrant",
    "compensationpayment",
    "compensationpaid",
    "compensationrepaid",
)

# Nothing more is asked, decided or paid once a compensation claim is closed. What is paid back to
# a source comes later than its end, so it is let through.
CLOSED = """
create function guard.refuse_closed_claim() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  which bigint;
begin
  if tg_table_name = 'victims_compensationgrant' then
    select claim_id into which from public.victims_compensationdecision where id = new.decision_id;
  elsif tg_table_name = 'victims_compensationpaid' then
    select claim_id into which from public.victims_compensationpayment where id = new.payment_id;
  else
    which := new.claim_id;
  end if;
  perform 1 from public.victims_compensationclaim
    where id = which and closed_at is null for share;
  if not found then
    raise exception 'The compensation claim is closed.' using errcode = 'check_violation';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_closed_claim() from public;
"""
OPEN_ONLY = (
    "compensationpart",
    "compensationdecision",
    "compensationgrant",
    "compensationpayment",
    "compensationpaid",
)

# Its time limit can be extended while it is open; all else of a compensation claim is filled once.
REWRITE = """
create function guard.refuse_claim_rewrite() returns trigger language plpgsql as $$
declare
  settled text;
  before jsonb := to_jsonb(old) - 'deadline';
  after jsonb := to_jsonb(new) - 'deadline';
begin
  if old.closed_at is not null then
    raise exception 'The compensation claim is closed.' using errcode = 'insufficient_privilege';
  end if;
  foreach settled in array tg_argv loop
    if coalesce(before ->> settled, '') <> '' and before -> settled <> after -> settled then
      raise exception 'In % the column % is settled.', tg_table_name, settled
        using errcode = 'insufficient_privilege';
    end if;
    before := before - settled;
    after := after - settled;
  end loop;
  if before <> after then
    raise exception 'Rows of % are never changed.', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger settled_once before update on victims_compensationclaim
  for each row execute function guard.refuse_claim_rewrite(
    'reference', 'filed_on', 'outcome', 'closing_note', 'closed_by', 'closed_at');
"""

# Nobody verifies in the name of somebody else; the constraint of the table refuses one's own loss.
SECOND_PERSON = """
create function guard.refuse_own_loss() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.verified_by_id is distinct from old.verified_by_id
     and new.verified_by_id is distinct from guard.user_id() then
    raise exception 'A loss is verified in one''s own name.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_own_loss() from public;
create trigger second_person before update on victims_loss
  for each row execute function guard.refuse_own_loss();
"""


def sums_checked(table: str) -> str:
    """Check the sums of the file at the end of every transaction that wrote to `table`."""
    return (
        f"create constraint trigger sums_add_up after insert or update on victims_{table}"
        " deferrable initially deferred for each row"
        " execute function guard.check_compensation()"
    )


def open_only(table: str) -> str:
    """Refuse a row of `table` under a compensation claim that is closed."""
    return (
        f"create trigger open_only before insert on victims_{table}"
        " for each row execute function guard.refuse_closed_claim()"
    )
