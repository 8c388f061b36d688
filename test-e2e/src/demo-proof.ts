// What an auditor does, in the demo: takes all checkpoints and the whole ledger, and believes nothing
// but a key that is known beforehand.
import { parseSignedCheckpoint, verifyBundle, type Trust } from '@stablegate/proof'
import { isSignedBy, sha256, signerOfSeed } from '@stablegate/proof/node'
import { waitFor } from '@stablegate/testing'
import { operatorKeys, type World } from './world.ts'

type Sealed = { readonly log: string; readonly checkpoint: { readonly position: number; readonly text: string } }

/** The key of test mode, which everybody knows. */
const { key } = signerOfSeed('seal.stablegate.test', new Uint8Array(Buffer.alloc(32, 'stablegate')))
const trust: Trust = { sha256, isSigned: (note) => isSignedBy(note, key) }

const auditor = { key: operatorKeys.ann }

/** How many checkpoints are rightly signed, 0 where the ledger's own does not prove all balances. */
export const checkpointsVerified = async (world: World, url: string): Promise<number> => {
  const { head } = await world.api.get('/v1/logs/ledger/events?limit=1', auditor)
  const { position } = head as { readonly position: number }
  const sealed = await waitFor(async () => {
    const { data } = await world.api.get('/v1/checkpoints', auditor)
    const logs = data as readonly Sealed[]
    return logs.some((one) => one.log === 'ledger' && one.checkpoint.position >= position) ? logs : undefined
  }, { deadlineMs: 30_000, what: 'the ledger to be sealed' })
  const books = await fetch(`${url}/v1/proofs/books`, { headers: { authorization: `Bearer ${auditor.key}` } })
  const report = await verifyBundle((await books.text()).split('\n'), trust)
  const signed = sealed.filter(({ checkpoint: { text } }) => {
    const checkpoint = parseSignedCheckpoint(text)
    return checkpoint !== undefined && trust.isSigned(checkpoint.note)
  })
  process.stderr.write(`\n${signed.length} of ${sealed.length} logs are sealed by the key of this system; its books: ${
    report.isRight ? `${report.held.length} things hold, no fault` : JSON.stringify(report.faults)}\n`)
  return report.isRight && signed.length === sealed.length ? signed.length : 0
}
