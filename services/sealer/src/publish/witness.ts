import { base64, parseNote, parseSignatures, signatureLine, type Note } from '@stablegate/proof'
import { isSignedBy } from '@stablegate/proof/node'
import type { WitnessAddress } from '../config.ts'

/** What a witness answered: its cosignature, or how far it knows the log. */
export type Witnessed =
  | { readonly kind: 'cosigned'; readonly lines: string }
  | { readonly kind: 'knows'; readonly size: number }
  | { readonly kind: 'failed'; readonly reason: string }

const timeoutMs = 5_000
const maxAnswerBytes = 16 * 1024

const cosignatureIn = (text: string, note: Note, { key }: WitnessAddress): string | undefined => {
  const signatures = parseSignatures(text)
  const own = signatures?.find(({ name, keyId }) => name === key.name && keyId === key.keyId)
  const isRight = own !== undefined && isSignedBy({ text: note.text, signatures: [own] }, key)
  return isRight ? signatureLine(own) : undefined
}

/**
 * Shows a checkpoint to a witness (C2SP `tlog-witness`): it signs only what is consistent with the
 * last it has seen, so that nobody can be shown another history. Never throws.
 */
export const askWitness = async (
  witness: WitnessAddress, oldSize: number, proof: readonly Uint8Array[], noteText: string,
): Promise<Witnessed> => {
  const note = parseNote(noteText)
  if (note === undefined) return { kind: 'failed', reason: 'what was to be cosigned is no note' }
  const body = `old ${oldSize}\n${proof.map((hash) => `${base64(hash)}\n`).join('')}\n${noteText}`
  try {
    const answer = await fetch(`${witness.url}/add-checkpoint`, {
      method: 'POST', body, signal: AbortSignal.timeout(timeoutMs), redirect: 'error',
    })
    const text = (await answer.text()).slice(0, maxAnswerBytes)
    if (answer.status === 409 && /^\d{1,15}\n?$/.test(text)) return { kind: 'knows', size: Number(text) }
    if (answer.status !== 200) return { kind: 'failed', reason: `${witness.key.name} answers ${answer.status}` }
    const lines = cosignatureIn(text, note, witness)
    return lines === undefined
      ? { kind: 'failed', reason: `${witness.key.name} answers without a right signature` }
      : { kind: 'cosigned', lines }
  } catch (error) {
    return { kind: 'failed', reason: `${witness.key.name}: ${error instanceof Error ? error.message : String(error)}` }
  }
}
