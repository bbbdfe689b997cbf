"""The SQL that DuckDB and Spark share. `:names` are filled with whole numbers and view names.

Order of the events of an account: moment, declared order, place in the files, debit before credit.
"""

LIMIT = 1 << 62

PROBLEMS = """
select reason, count(*) as found, min(id) as example, min(pos) as place from (
  select id, pos, case
    when id is null then 'value_missing id'
    when moment is null then 'value_missing time'
    when source is null then 'value_missing source'
    when target is null then 'value_missing target'
    when amount is null then 'value_missing amount'
    when currency is null then 'value_missing currency'
    when untidy(id) then 'text_untidy id'
    when untidy(source) then 'text_untidy source'
    when untidy(target) then 'text_untidy target'
    when untidy(currency) then 'text_untidy currency'
    when untidy(credited_currency) then 'text_untidy credited_currency'
    when credited is null and credited_currency <> currency then 'value_missing credited'
    when amount = 0 then 'amount_zero amount'
    when credited = 0 then 'amount_zero credited'
    when amount < 0 then 'amount_negative amount'
    when credited < 0 then 'amount_negative credited'
    when amount >= 4611686018427387904 then 'amount_too_large amount'
    when credited >= 4611686018427387904 then 'amount_too_large credited'
    when source = target and currency = credited_currency and credited <> amount
      then 'self_payment_differs credited'
  end as reason from raw) as judged
where reason is not null group by reason order by reason"""
"""Reason and field of the rows that cannot be used, how many, and where the first stands."""

LINKED = "select count(*), min(id) from raw where reverses is not null"

ACCOUNTS = """
select row_number() over (order by account, currency) - 1 as number, account, currency from (
  select source as account, currency from raw union
  select target, credited_currency from raw) as found"""

TWO_CURRENCIES = """
select count(*), min(account) from (
  select account from accounts group by account having count(*) > 1) as found"""

PAYMENTS = """
select r.pos, r.id, r.reference, r.moment, greatest(coalesce(r.booked, r.moment), r.moment)
    as arrival, coalesce(r.declared, 9223372036854775807) as ord, s.number as source,
  t.number as target, r.amount, coalesce(r.credited, r.amount) as credited,
  s.currency = t.currency as one_unit, coalesce(r.booked, r.moment) < r.moment as booked_early
from raw r join accounts s on s.account = r.source and s.currency = r.currency
join accounts t on t.account = r.target and t.currency = r.credited_currency"""

REPEATED = """
select count(*), min(id) from (
  select id from payments group by id having count(*) > 1) as found"""

TOO_LARGE = """
select count(*), min(a.account) from (
  select source as number from payments group by source
    having sum(cast(amount as decimal(38, 0))) >= 4611686018427387904 union
  select target from payments group by target
    having sum(cast(credited as decimal(38, 0))) >= 4611686018427387904) as found
join accounts a on a.number = found.number"""

PLACES = """
with events as (
  select source as account, 0 as side, moment, ord, pos, amount as paid, cast(0 as bigint) as came
    from payments where source <> target union all
  select target, 1, arrival, ord, pos, cast(0 as bigint), credited
    from payments where source <> target),
kept as (
  select e.*, coalesce(g.opening, 0) as opening from events e
  left join given_accounts g on g.number = e.account where coalesce(g.is_exit, 0) = 0),
totals as (
  select account, side, moment, ord, pos, paid, came, row_number() over line as turn,
    cast(sum(paid) over line as bigint) as went,
    cast(sum(came) over line as bigint) + opening as brought
  from kept window line as (
    partition by account order by moment, ord, pos, side rows unbounded preceding)),
births as (
  select *, greatest(0, max(went - brought) over (
    partition by account order by moment, ord, pos, side rows unbounded preceding)) as born
  from totals),
placed as (
  select *, lag(born, 1, 0) over (partition by account order by moment, ord, pos, side)
    as born_before from births)
select account, side, moment, ord, pos, turn, paid + came as size, born, born_before,
  case when side = 0 then went - paid else brought - came + born end as start,
  brought - came + born_before - went + paid as held_before
from placed"""
"""Every debit (side 0) and credit (side 1) on a line: where it starts, and the balance before it.

`born` is what was born on the line so far, this event included; a birth comes before its debit."""

TOTALS = """
select e.account, cast(sum(case when side = 1 then size else 0 end) as bigint)
    + max(coalesce(g.opening, 0)) + max(born) as came,
  cast(sum(case when side = 0 then size else 0 end) as bigint) as went, max(born) as born
from places e left join given_accounts g on g.number = e.account
where e.moment <= :at group by e.account"""

LINES = "select * from places where moment <= :at"

RAISED_LINES = """
select e.account, e.side, e.moment, e.ord, e.pos, e.turn, e.size,
  case when e.side = 0 then e.start else e.start + t.born - e.born end as start,
  e.held_before + t.born - e.born_before as held_before
from places e join totals t on t.account = e.account where e.moment <= :at"""
"""The lines under the smallest opening balances that avoid every birth up to the moment."""

UNEXPLAINED = """
select a.account, a.currency, t.born from totals t join accounts a on a.number = t.account
where t.born > 0"""

DEBITED = """
select a.currency, sum(cast(t.went as decimal(38, 0))) from totals t
join accounts a on a.number = t.account where t.went > 0 group by a.currency"""

FIRST_BIRTH = """
select p.id, a.account, a.currency, e.size, e.size - e.held_before
from places e join payments p on p.pos = e.pos join accounts a on a.number = e.account
where e.side = 0 and e.moment <= :at and e.size > e.held_before
order by e.moment, e.ord, e.pos limit 1"""

FIRST_FRONT = """
select e.account, e.start, e.start + c.front as stop from claimed c
join lines e on e.pos = c.pos and e.side = 1"""

PIECES = """
select d.pos, greatest(f.start, d.start) - d.start as low,
  least(f.stop, d.start + d.size) - d.start as high, d.size as amount
from :front f join lines d
on d.account = f.account and d.start < f.stop and d.start + d.size > f.start
where d.side = 0"""

FRONT = """
select account, start, stop from (
  select c.account, c.start + greatest(scaled(p.low, c.size, p.amount), coalesce(k.front, 0))
      as start, c.start + scaled(p.high, c.size, p.amount) as stop
  from :pieces p join lines c on c.pos = p.pos
  left join claimed k on k.pos = p.pos where c.side = 1) as arrived
where start < stop"""

FIRST_REACHED = """
select e.account, min(e.turn) as turn, cast(9223372036854775807 as bigint) as known
from claimed c join lines e on e.pos = c.pos where e.side = 1 group by e.account"""

REACHING = """
select c.account, min(c.turn) as turn from :front f
join lines d on d.account = f.account and d.turn > f.turn and d.turn < f.known
join lines c on c.pos = d.pos where d.side = 0 and c.side = 1 group by c.account"""

REACHED_EARLIER = """
select n.account, n.turn, coalesce(r.turn, 9223372036854775807) as known
from reaching n left join :reached r on r.account = n.account
where r.turn is null or n.turn < r.turn"""

REACHED = """
select account, min(turn) as turn from (
  select account, turn from :reached union all select account, turn from :front) as found
group by account"""

REACHABLE = """
select distinct e.pos from lines e join :reached r on r.account = e.account
where (e.side = 0 and e.turn > r.turn) or (e.side = 1 and e.turn >= r.turn)
union select pos from claimed"""

OPENINGS = """
select r.account, max(case when e.turn = r.turn then e.held_before else 0 end)
  + cast(sum(case when e.turn < r.turn then
      case when e.side = 0 then e.size else -e.size end else 0 end) as bigint) as opening
from :reached r join lines e on e.account = r.account
where e.turn = r.turn or (e.turn < r.turn and e.pos in (select pos from wanted))
group by r.account"""
"""Balances that the reached accounts begin with: what they held when the first proceeds came, and
what payments that are kept for their other side took before."""

ARRIVALS = """
select c.account, max(c.turn) as last, cast(sum(c.size) as bigint) as came
from tainted t join lines c on c.pos = t.pos where c.side = 1 group by c.account"""

MEETINGS = """
select e.account, e.moment, e.ord from lines e join arrivals a on a.account = e.account
left join tainted t on t.pos = e.pos group by e.account, e.moment, e.ord
having count(*) > 1 and (count(t.pos) > 0 or (min(e.side) < max(e.side) and :matters))"""
"""Payments at one account and one moment whose order may matter. A superset of those that do."""

MATTERS_TO_SHARES = """min_by(e.held_before, e.turn) - max(a.came)
  <= sum(case when e.side = 0 then e.size else 0 end)"""
MATTERS_TO_QUEUES = """min_by(e.held_before, e.turn)
  <= sum(case when e.side = 0 then e.size else 0 end)"""
MATTERS_TO_QUEUES_BEFORE = MATTERS_TO_QUEUES + " and max(e.turn) <= max(a.last)"
"""Where nothing is computed from later payments, only meetings before the last proceeds matter."""
MATTERS_ALWAYS = "1 = 1"

TOUCHED = """
select e.pos from lines e join meetings m
on m.account = e.account and m.moment = e.moment and m.ord = e.ord union
select pos from tainted"""

ROWS = """
select p.pos, p.id, p.reference, p.moment, p.arrival, p.ord, p.source, p.target, p.amount,
  p.credited, d.start as taken_from, d.held_before as held_before, c.start as placed_at
from payments p join wanted w on w.pos = p.pos
left join (select * from lines where side = 0) d on d.pos = p.pos
left join (select * from lines where side = 1) c on c.pos = p.pos
order by p.moment, p.ord, p.pos"""

ACCOUNT_ROWS = """
select a.number, a.account, a.currency, coalesce(g.is_exit, 0) as is_exit,
  coalesce(t.came, 0) as came, coalesce(t.went, 0) as went, coalesce(t.born, 0) as born
from accounts a join (
  select p.source as number from payments p join wanted w on w.pos = p.pos union
  select p.target from payments p join wanted w on w.pos = p.pos) u on u.number = a.number
left join given_accounts g on g.number = a.number
left join totals t on t.account = a.number order by a.number"""
