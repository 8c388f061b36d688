import { base58Of } from '../codec/address.ts'
import type { Json } from '../codec/json.ts'
import { latestBlockOf } from '../chain/witnesses.ts'
import { maintenanceMs } from '../state/parameters.ts'
import { compact } from './answers.ts'
import { integerParameter, type Endpoint, type Request } from './request.ts'

/** A witness's own share where nobody set another, in per cent. */
const defaultBrokerage = 20n

const witnesses = (request: Request): readonly Json[] => {
  const { view } = request
  const store = view.store()
  return view.chain.witnesses.map(({ address }, index) => {
    const latest = latestBlockOf(store, address)
    const block = view.blockAt(latest)
    return compact({
      address: request.isVisible ? base58Of(address) : address,
      url: `https://witness-${index + 1}.sandbox.invalid`,
      latestBlockNum: BigInt(latest),
      latestSlotNum: latest === 0 || block === undefined ? 0n : BigInt(Math.floor(block.atMs / view.chain.options.slotMs)),
      isJobs: true,
    })
  })
}

const listed = (name: string, items: readonly Json[]): Json => (items.length === 0 ? {} : { [name]: items })

const witnessPage = (request: Request): Json => {
  const [offset, limit] = [Number(integerParameter(request, 'offset')), Number(integerParameter(request, 'limit'))]
  return listed('witnesses', offset < 0 || limit < 0 ? [] : witnesses(request).slice(offset, offset + limit))
}

const nextMaintenance = ({ view }: Request): Json =>
  ({ num: (BigInt(view.newest.atMs) / maintenanceMs + 1n) * maintenanceMs })

/** What a node answers of things of which there are none: a message without fields. */
const none: Endpoint = { serves: 'both', answer: () => ({}) }
const noneOnFull: Endpoint = { ...none, serves: 'full' }

/**
 * The network around payments: witnesses that make the blocks, and what a sandbox has none of: votes,
 * exchanges and proposals.
 */
export const networkEndpoints: Readonly<Record<string, Endpoint>> = {
  listwitnesses: { serves: 'both', answer: (request) => listed('witnesses', witnesses(request)) },
  getpaginatednowwitnesslist: { serves: 'both', answer: witnessPage },
  getnextmaintenancetime: { serves: 'full', answer: nextMaintenance },
  // Paths are compared in lower case; nodes write these two with a capital letter, and their zeros out.
  getreward: { serves: 'both', answer: () => ({ reward: 0n }) },
  getbrokerage: { serves: 'both', answer: () => ({ brokerage: defaultBrokerage }) },
  getaccountbyid: none,
  listexchanges: none,
  getpaginatedexchangelist: noneOnFull,
  getexchangebyid: none,
  listproposals: noneOnFull,
  getpaginatedproposallist: noneOnFull,
  getproposalbyid: noneOnFull,
}
