import pg from 'pg'
import type { Contender } from '../rounds.ts'
import { Answered, accountCount, openingMicro } from './transfers.ts'
import type { BenchTransfer } from './transfers.ts'

/**
 * The peer: double entry as one writes it in plain SQL. One function a transfer in autocommit, rows
 * of both accounts locked in order, an id that counts once, a balance that cannot go below zero,
 * and two entries with the running balance.
 */
const schema = `
create table account (
  id integer primary key,
  balance_micro bigint not null,
  has_floor boolean not null
) with (fillfactor = 50);
create table transfer (
  id text primary key,
  debit integer not null,
  credit integer not null,
  amount_micro bigint not null,
  accepted boolean not null,
  at timestamptz not null default now()
);
create table entry (
  transfer text not null,
  account integer not null,
  amount_micro bigint not null,
  balance_micro bigint not null,
  primary key (transfer, account)
);
create index entry_of_account on entry (account);

insert into account select n, ${openingMicro}, true from generate_series(0, ${accountCount - 1}) n;
insert into account values (-1, -${openingMicro} * ${accountCount}, false);

create function post_transfer(p_id text, p_debit integer, p_credit integer, p_amount bigint)
returns boolean language plpgsql as $$
declare
  v_debit bigint;
  v_credit bigint;
  v_known transfer;
begin
  perform from account where id in (p_debit, p_credit) order by id for update;
  select * into v_known from transfer where id = p_id;
  if found then return v_known.accepted; end if;
  select balance_micro into v_debit from account where id = p_debit;
  if v_debit < p_amount then
    insert into transfer values (p_id, p_debit, p_credit, p_amount, false);
    return false;
  end if;
  insert into transfer values (p_id, p_debit, p_credit, p_amount, true);
  update account set balance_micro = balance_micro - p_amount where id = p_debit
    returning balance_micro into v_debit;
  update account set balance_micro = balance_micro + p_amount where id = p_credit
    returning balance_micro into v_credit;
  insert into entry values
    (p_id, p_debit, -p_amount, v_debit), (p_id, p_credit, p_amount, v_credit);
  return true;
end $$;
`

/** Tried with 8, 16 and 32: more connections only wait for each other's rows and for two cores. */
const connections = 16

export type SqlLedger = {
  readonly contender: (next: () => BenchTransfer) => Contender
  /** Throws unless the balances sum to zero and every answered transfer is there. */
  readonly audit: () => Promise<void>
  readonly close: () => Promise<void>
}

export const openSqlLedger = async (url: string): Promise<SqlLedger> => {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  pool.on('error', () => {})
  await pool.query(schema)
  const answered = new Answered()
  return {
    contender: (next) => ({
      name: 'SQL with row locks',
      work: async () => {
        const transfer = next()
        const { id, debit, credit, amountMicro } = transfer
        await pool.query({
          name: 'post_transfer',
          text: 'select post_transfer($1, $2, $3, $4)',
          values: [id, debit, credit, amountMicro.toString()],
        })
        answered.add(transfer)
        return 1
      },
    }),
    audit: async () => {
      const { rows } = await pool.query<{ sum: string; transfers: string; uneven: string }>(`
        select (select sum(balance_micro)::text from account) as sum,
          (select count(*)::text from transfer) as transfers,
          (select count(*)::text from (
            select from entry group by transfer having sum(amount_micro) <> 0 or count(*) <> 2
          ) u) as uneven`)
      const [row] = rows
      const isSound = row?.sum === '0' && row.uneven === '0'
        && Number(row.transfers) === answered.size
      if (!isSound) throw new Error(`the SQL ledger is wrong: ${JSON.stringify(row)}, ${answered.size}`)
    },
    close: () => pool.end(),
  }
}
