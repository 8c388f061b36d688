import type { Pool } from 'pg'
import type { Vault } from '../crypto/vault.ts'
import { sha256 } from '../crypto/master-key.ts'

export const maxEvidenceBytes = 5 * 1024 * 1024
export const evidenceTypes = ['image/png', 'image/jpeg', 'application/pdf', 'text/plain', 'video/mp4'] as const
export const evidenceKinds = ['statement', 'screenshot', 'video', 'note'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

export type StoredEvidence = {
  readonly evidence: string
  readonly uploader: string
  readonly payment: string | null
  readonly digest: string
  readonly kind: EvidenceKind
  readonly contentType: string
  readonly sizeBytes: number
}

type NewEvidence = Omit<StoredEvidence, 'digest' | 'sizeBytes'> & { readonly bytes: Buffer; readonly atMs: number }

type Row = {
  evidence: string; uploader: string; payment: string | null; digest: string; kind: EvidenceKind; content_type: string
  size_bytes: number; subject: string; sealed: Buffer
}

const storedOf = (row: Row): StoredEvidence => ({
  evidence: row.evidence, uploader: row.uploader, payment: row.payment, digest: row.digest, kind: row.kind,
  contentType: row.content_type, sizeBytes: row.size_bytes,
})

/** Files that parties give as proof: sealed here, their digests in events. */
export class EvidenceFiles {
  readonly #pool: Pool
  readonly #vault: Vault

  constructor(pool: Pool, vault: Vault) {
    this.#pool = pool
    this.#vault = vault
  }

  /** The same id keeps its first file: a retried upload changes nothing. */
  async put(file: NewEvidence): Promise<StoredEvidence> {
    const subject = await this.#vault.liveSubject(file.payment ?? file.uploader)
    const digest = sha256(file.bytes)
    const sealed = await this.#vault.sealFile(subject, file.evidence, file.bytes)
    await this.#pool.query(
      `insert into evidence_files (evidence, uploader, payment, digest, kind, content_type, size_bytes, subject, sealed,
         created_at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
      [file.evidence, file.uploader, file.payment, digest, file.kind, file.contentType, file.bytes.length, subject, sealed, file.atMs])
    return { ...file, digest, sizeBytes: file.bytes.length }
  }

  /** Forgets a file that no act took. */
  async drop(evidence: string): Promise<void> {
    await this.#pool.query('delete from evidence_files where evidence = $1', [evidence])
  }

  /** Files of this uploader that no payment was named for, since then. */
  async looseSince(uploader: string, sinceMs: number): Promise<number> {
    const found = await this.#pool.query<{ count: bigint }>(
      'select count(*) from evidence_files where uploader = $1 and payment is null and created_at_ms >= $2', [uploader, sinceMs])
    return Number(found.rows[0]?.count ?? 0)
  }

  async describe(evidence: string): Promise<StoredEvidence | undefined> {
    const found = await this.#pool.query<Row>('select * from evidence_files where evidence = $1', [evidence])
    return found.rows[0] && storedOf(found.rows[0])
  }

  /** The file's bytes; undefined when there is none or its subject was forgotten. */
  async read(evidence: string): Promise<(StoredEvidence & { readonly bytes: Buffer }) | undefined> {
    const found = await this.#pool.query<Row>('select * from evidence_files where evidence = $1', [evidence])
    const row = found.rows[0]
    const bytes = row && await this.#vault.openFile(row.subject, row.sealed)
    return row && bytes && { ...storedOf(row), bytes }
  }
}
