import { idFrom, type Evidence } from '@stablegate/contracts'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import type { Call, Reply } from '../http/route.ts'
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
const storeUpload = async (
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

/** Files that one uploader may leave in a day before it names a payment for them. */
const maxLooseADay = 50

/** A file that an act is to name later. */
export const storeLoose = async (call: Call, uploader: string, query: z.output<typeof evidenceQuery>): Promise<Evidence> => {
  const loose = await call.gateway.evidence.looseSince(uploader, call.nowMs - 86_400_000)
  if (loose >= maxLooseADay) throw new Problem('too_many_uploads', { retryAfterMs: 3_600_000 })
  return storeUpload(call, uploader, null, query)
}

/** Keeps the file for the act that brings it, and not when that is refused: nobody fills our disk with refusals. */
export const actWithUpload = async (
  call: Call, file: { readonly uploader: string; readonly payment: string }, query: z.output<typeof evidenceQuery>,
  act: (evidence: Evidence) => Promise<Reply>,
): Promise<Reply> => {
  const evidence = await storeUpload(call, file.uploader, file.payment, query)
  try {
    const reply = await act(evidence)
    return { ...reply, body: shownEvidence(evidence, (reply.body as { events: string[] }).events) }
  } catch (error) {
    // Of what failed otherwise nobody knows whether it was done.
    if (error instanceof Problem && error.status < 500) await call.gateway.evidence.drop(evidence.evidence)
    throw error
  }
}

export const asEvidence = (stored: StoredEvidence, bankProof: boolean): Evidence => ({
  evidence: stored.evidence, digest: stored.digest, kind: stored.kind, bankProof, sizeBytes: stored.sizeBytes,
})

export const shownEvidence = (evidence: Evidence, events: readonly string[] = []): object => ({
  id: evidence.evidence, object: 'evidence', digest: evidence.digest, size_bytes: evidence.sizeBytes, kind: evidence.kind, events,
})
