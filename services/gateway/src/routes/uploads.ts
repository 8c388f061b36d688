import { idFrom, type Evidence } from '@stablegate/contracts'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import type { Call } from '../http/route.ts'
import { evidenceKinds, evidenceTypes, maxEvidenceBytes, type StoredEvidence } from '../store/evidence.ts'

/** A file's meaning rides in the query; its bytes are the body. */
export const evidenceQuery = z.strictObject({
  kind: z.enum(evidenceKinds), bank_proof: z.enum(['true', 'false']).default('false').describe('A statement of a bank'),
})

export const evidenceAnswer = z.object({
  id: z.string(), object: z.literal('evidence'), digest: z.string().describe('SHA-256, hex'), size_bytes: z.int(),
  kind: z.enum(evidenceKinds), events: z.array(z.string()),
})

// What a browser would execute or a viewer chokes on is told from its first bytes, not from its label.
const magic: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'image/png': (bytes) => bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
  'image/jpeg': (bytes) => bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')),
  'application/pdf': (bytes) => bytes.subarray(0, 5).toString('latin1') === '%PDF-',
  'video/mp4': (bytes) => bytes.subarray(4, 8).toString('latin1') === 'ftyp',
  'text/plain': (bytes) => !bytes.includes(0),
}

/** Keeps the uploaded file; the same request keeps the same one. */
export const storeUpload = async (
  call: Call, uploader: string, payment: string | null, query: z.output<typeof evidenceQuery>,
): Promise<Evidence> => {
  const { upload } = call
  const isKnownType = upload && (evidenceTypes as readonly string[]).includes(upload.contentType)
  if (!upload || !isKnownType || magic[upload.contentType]?.(upload.bytes) !== true) throw new Problem('content_type_unknown')
  if (upload.bytes.length === 0 || upload.bytes.length > maxEvidenceBytes) throw new Problem('body_too_large')
  const stored = await call.gateway.evidence.put({
    evidence: idFrom('evidence', call.seed), uploader, payment, kind: query.kind, contentType: upload.contentType,
    bytes: upload.bytes, atMs: call.nowMs,
  })
  return asEvidence(stored, query.bank_proof === 'true')
}

export const asEvidence = (stored: StoredEvidence, bankProof: boolean): Evidence => ({
  evidence: stored.evidence, digest: stored.digest, kind: stored.kind, bankProof, sizeBytes: stored.sizeBytes,
})

export const shownEvidence = (evidence: Evidence, events: readonly string[] = []): object => ({
  id: evidence.evidence, object: 'evidence', digest: evidence.digest, size_bytes: evidence.sizeBytes, kind: evidence.kind, events,
})
