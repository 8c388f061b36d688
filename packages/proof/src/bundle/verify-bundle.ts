import { fromBase64, equalBytes, hex } from '../bytes.ts'
import { Books } from '../books/books.ts'
import {
  logOfOrigin, parseSignedCheckpoint, type Checkpoint, type SignedCheckpoint,
} from '../checkpoint/checkpoint.ts'
import type { Note } from '../checkpoint/note.ts'
import { leafBytes } from '../leaf.ts'
import { leafHash, type Sha256 } from '../merkle/hash.ts'
import { rootOfInclusion } from '../merkle/verify.ts'
import { parseHeader, parseLine, type Header, type ProvenLine } from './lines.ts'
import { Findings, type Report } from './report.ts'
import { WholeLog } from './whole-log.ts'

export type Trust = {
  readonly sha256: Sha256
  /** Whether a key that the reader trusts has signed. Where the key comes from is what it rests on. */
  readonly isSigned: (note: Note) => boolean
  /** A checkpoint kept from before: the log must still begin with it. */
  readonly older?: string
}

const ledgerLog = 'ledger'

/** Verifies a bundle line by line, with nothing but its lines and the trust that is given. */
class BundleVerifier {
  readonly #trust: Trust
  readonly #findings = new Findings()
  readonly #books = new Books()
  readonly #checkpoints = new Map<string, SignedCheckpoint>()
  #header: Header | undefined
  #whole: WholeLog | undefined
  #events = 0
  #proven = 0
  #isEnded = false

  constructor(trust: Trust) {
    this.#trust = trust
  }

  line(text: string): void {
    if (this.#findings.has('not_a_bundle')) return
    if (this.#header === undefined) this.#begin(text)
    else this.#follow(text)
  }

  end(): Report {
    const header = this.#header
    if (header === undefined && !this.#findings.has('not_a_bundle')) {
      this.#findings.fault('not_a_bundle', 'there is no first line')
    }
    if (header && !this.#isEnded) {
      this.#findings.fault('cut_short', `the bundle ends after ${this.#events} events, without its last line`)
    }
    if (header && this.#whole) this.#endWhole(header, this.#whole)
    else if (header && this.#proven === 0) this.#findings.fault('event_missing', 'nothing is proven here')
    if (this.#proven > 0 && !this.#findings.has('event_unsealed')) {
      this.#findings.held(`${this.#proven} events stand in the trees that were signed`)
    }
    return this.#findings.report()
  }

  #begin(text: string): void {
    const header = parseHeader(text)
    if (header === undefined) {
      this.#findings.fault('not_a_bundle', 'the first line is not that of a bundle of this form')
      return
    }
    this.#header = header
    if (header.claims.length > 0 && header.whole !== ledgerLog) {
      this.#findings.fault('not_a_bundle', 'balances follow only from the whole ledger')
    }
    for (const { log, text: signed } of header.checkpoints) this.#takeCheckpoint(log, signed)
    const older = this.#olderFor(header)
    if (header.whole !== null) {
      const books = header.whole === ledgerLog ? this.#books : undefined
      this.#whole = new WholeLog(this.#trust.sha256, this.#findings, books, older)
    }
  }

  #takeCheckpoint(log: string, text: string): void {
    const checkpoint = parseSignedCheckpoint(text)
    if (checkpoint === undefined || logOfOrigin(checkpoint.origin) !== log) {
      this.#findings.fault('checkpoint_unreadable', `there is no checkpoint of ${log} in its place`)
      return
    }
    this.#checkpoints.set(log, checkpoint)
    const { origin, size, note } = checkpoint
    const who = note.signatures.map(({ name, keyId }) => `${name}+${keyId}`).join(', ')
    this.#findings.check(this.#trust.isSigned(note), `${origin} at ${size} is signed by the key that is trusted`,
      'signature_wrong', `${origin} at ${size} bears no right signature of the key that is trusted, only of ${who}`)
  }

  #olderFor(header: Header): Checkpoint | undefined {
    if (this.#trust.older === undefined) return undefined
    const older = parseSignedCheckpoint(this.#trust.older)
    const newer = this.#checkpoints.get(header.whole ?? '')
    const unusable = (why: string): undefined => {
      this.#findings.fault('older_checkpoint_unusable', why)
      return undefined
    }
    if (older === undefined) return unusable('the older checkpoint cannot be read')
    if (!this.#trust.isSigned(older.note)) return unusable('the older checkpoint is not signed by the key that is trusted')
    if (logOfOrigin(older.origin) !== header.whole) return unusable(`${older.origin} is not of the log that comes whole here`)
    if (newer && older.size > newer.size) {
      this.#findings.fault('forked', `the older checkpoint counts ${older.size} events, this one only ${newer.size}`)
      return undefined
    }
    return older
  }

  #follow(text: string): void {
    const line = parseLine(text)
    if (line === undefined || this.#isEnded) {
      this.#findings.fault('not_a_bundle', `line ${this.#events + 2} cannot be read`)
      return
    }
    if ('end' in line) {
      this.#isEnded = true
      this.#findings.check(line.end.events === this.#events, 'the bundle is whole', 'cut_short',
        `${line.end.events} events were sent, ${this.#events} are here`)
      return
    }
    this.#events += 1
    if ('proof' in line) this.#prove(line)
    else if (this.#whole && line.event.log === this.#header?.whole) this.#whole.add(line)
    else this.#findings.fault('event_unsealed', `an event of ${line.event.log} comes without its proof`, line.event.position)
  }

  #prove({ event, proof }: ProvenLine): void {
    const { sha256 } = this.#trust
    const checkpoint = this.#checkpoints.get(event.log)
    const path = proof.path.map(fromBase64)
    const hash = leafHash(sha256, leafBytes(event))
    const root = checkpoint && path.every((step) => step !== undefined)
      ? rootOfInclusion(sha256, hash, proof.index, checkpoint.size, path)
      : undefined
    const isSealed = checkpoint && root && equalBytes(root, checkpoint.root)
    if (!isSealed) {
      this.#findings.fault('event_unsealed',
        `${event.log} ${event.position} (leaf ${hex(hash).slice(0, 16)}...) does not stand in the tree that was signed`,
        event.position)
      return
    }
    this.#proven += 1
    if (event.type.startsWith('reserves.') && this.#whole) this.#compareReserves(event.position, event.data)
  }

  /** The books had in custody what the proof of reserves compared with the chain. */
  #compareReserves(position: number, data: string): void {
    const { chain, custodyMicro } = JSON.parse(data) as { readonly chain?: string; readonly custodyMicro?: string }
    if (chain === undefined || custodyMicro === undefined) return
    const at = this.#books.positionOfCustody(`usdt-${chain}`, BigInt(custodyMicro))
    this.#findings.check(at !== undefined, `custody of the proof of reserves ${position}, ${custodyMicro}, is that of the books`
      + ` at position ${at}`, 'reserves_differ', `the books never had ${custodyMicro} in custody, as the proof at ${position} says`)
  }

  #endWhole(header: Header, whole: WholeLog): void {
    const checkpoint = this.#checkpoints.get(header.whole ?? '')
    if (checkpoint) whole.end(checkpoint)
    else this.#findings.fault('checkpoint_unreadable', `there is no checkpoint of ${header.whole}`)
    this.#endBooks(header)
  }

  #endBooks(header: Header): void {
    if (header.whole !== ledgerLog || this.#findings.has('books_broken')) return
    this.#findings.check(this.#books.isBalanced(), 'debits equal credits', 'books_broken', 'debits and credits differ')
    for (const { ledger, account, postedMicro } of header.claims) {
      const folded = this.#books.posted(ledger, account)
      this.#findings.check(folded === BigInt(postedMicro), `${account} has ${folded}`, 'balance_differs',
        `${account} is said to have ${postedMicro}, its events come to ${folded}`)
    }
  }
}

/** Verifies the lines of a bundle; never throws for what stands in them. */
export const verifyBundle = async (
  lines: AsyncIterable<string> | Iterable<string>, trust: Trust,
): Promise<Report> => {
  const verifier = new BundleVerifier(trust)
  for await (const line of lines) if (line.trim() !== '') verifier.line(line)
  return verifier.end()
}
