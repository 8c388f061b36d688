import { base64 } from '../bytes.ts'
import { checkpointText, originOf } from '../checkpoint/checkpoint.ts'
import { noteText } from '../checkpoint/note.ts'
import { leafBytes, type SealedEvent } from '../leaf.ts'
import { Frontier } from '../merkle/frontier.ts'
import { leafHash } from '../merkle/hash.ts'
import { isSignedBy, sha256, signerOfSeed, type NoteSigner } from '../node/index.ts'
import { bundleForm, type Claim } from './lines.ts'
import type { Trust } from './verify-bundle.ts'

export const signer = signerOfSeed('seal.example', new Uint8Array(32).fill(7))
export const trust: Trust = { sha256, isSigned: (note) => isSignedBy(note, signer.key) }

type Balance = { posted: number; pending: number }

/** A ledger of a few accounts that writes its events as the real one does. */
export class SmallLedger {
  readonly events: SealedEvent[] = []
  readonly #balances = new Map<string, Balance>()

  post(id: string, debit: string, credit: string, amount: number): this {
    this.#of(debit).posted += debit.startsWith('custody') ? amount : -amount
    this.#of(credit).posted += credit.startsWith('custody') ? -amount : amount
    return this.#write({ id, kind: 'post', debit, credit, amountMicro: String(amount) })
  }

  pend(id: string, debit: string, credit: string, amount: number): this {
    this.#of(debit).pending += amount
    return this.#write({ id, kind: 'pend', debit, credit, amountMicro: String(amount) })
  }

  postPending(id: string, pending: string, debit: string, credit: string, amount: number, released = 0): this {
    this.#of(debit).pending -= amount + released
    this.#of(debit).posted -= amount
    this.#of(credit).posted += amount
    return this.#write({
      id, kind: 'post_pending', pending, debit, credit, amountMicro: String(amount),
      ...(released > 0 ? { releasedMicro: String(released) } : {}),
    })
  }

  #of(account: string): Balance {
    const balance = this.#balances.get(account) ?? { posted: 0, pending: 0 }
    this.#balances.set(account, balance)
    return balance
  }

  #write(transfer: Readonly<Record<string, unknown>> & { readonly debit: string; readonly credit: string }): this {
    const after = (account: string) =>
      ({ postedMicro: String(this.#of(account).posted), pendingMicro: String(this.#of(account).pending) })
    const transfers = [{ ...transfer, category: 'payment', debitAfter: after(transfer.debit), creditAfter: after(transfer.credit) }]
    const position = this.events.length + 1
    this.events.push({
      id: `event-${position}`, log: 'ledger', position, stream: 'ledger.book-usdt-sandbox', revision: position - 1,
      type: 'transfers.accepted', version: 1,
      data: JSON.stringify({ ledger: 'usdt-sandbox', digest: 1, transfers, memo: {} }), metadata: '{"atMs":1}',
    })
    return this
  }
}

const treeOf = (events: readonly SealedEvent[]): Frontier => {
  const frontier = new Frontier(sha256)
  for (const event of events) frontier.append(leafBytes(event))
  return frontier
}

export const checkpointOf = (
  events: readonly SealedEvent[], by: NoteSigner = signer, log = 'ledger', incarnation = 'one',
): string => {
  const tree = treeOf(events)
  const text = checkpointText({ origin: originOf('seal.example', log, incarnation), size: tree.size, root: tree.root() })
  return noteText({ text, signatures: [by.sign(text)] })
}

export const leafOf = (event: SealedEvent): string => base64(leafHash(sha256, leafBytes(event)))

/** A bundle of the whole ledger, with the leaves and the checkpoint of what was sealed. */
export const bundleOf = (
  sealed: readonly SealedEvent[], claims: readonly Claim[], sent: readonly SealedEvent[] = sealed,
  checkpoint = checkpointOf(sealed),
): readonly string[] => [
  JSON.stringify({ bundle: bundleForm, subject: 'the books', whole: 'ledger', checkpoints: [{ log: 'ledger', text: checkpoint }], claims }),
  ...sent.map((event) =>
    JSON.stringify({ event, leaf: leafOf(sealed.find(({ id }) => id === event.id) ?? event) })),
  JSON.stringify({ end: { events: sent.length } }),
]
