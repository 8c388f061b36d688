import { base58Of } from '../codec/address.ts'
import type { Json, JsonObject } from '../codec/json.ts'
import { accountAt, type Account, type Resource } from '../state/account.ts'
import { namedParameters } from '../state/parameters.ts'
import type { Store } from '../state/store.ts'
import { limitOf, networkWeight, usedNow } from '../rules/resources.ts'
import { delegatableSun, delegatesOf, delegationOf, delegatorsOf } from '../rules/stake.ts'
import { accountToJson, compact } from './answers.ts'
import { addressParameter, integerParameter, type Endpoint, type Request } from './request.ts'

const maxUnfreezing = 32n

const clockOf = ({ view }: Request): { blockAtMs: number; slotMs: number } => ({
  blockAtMs: view.newest.atMs,
  slotMs: view.chain.options.slotMs,
})

const account = (request: Request): Json => {
  const found = accountAt(request.view.store(), addressParameter(request, 'address'))
  return found === undefined ? {} : accountToJson(found, request.isVisible)
}

const netOf = (request: Request, store: Store, found: Account): JsonObject => {
  const { parameters } = request.view.chain.options
  const clock = clockOf(request)
  return {
    ...compact({
      freeNetUsed: usedNow(found.freeBandwidth, clock),
      freeNetLimit: parameters.freeNetLimit,
      NetUsed: usedNow(found.bandwidth, clock),
      NetLimit: limitOf(store, parameters, found, 'BANDWIDTH'),
    }),
    TotalNetLimit: parameters.totalNetLimit,
    TotalNetWeight: networkWeight(store, parameters, 'BANDWIDTH'),
  }
}

const energyOf = (request: Request, store: Store, found: Account): JsonObject => {
  const { parameters } = request.view.chain.options
  return {
    ...compact({
      EnergyUsed: usedNow(found.energy, clockOf(request)),
      EnergyLimit: limitOf(store, parameters, found, 'ENERGY'),
    }),
    TotalEnergyLimit: parameters.totalEnergyLimit,
    TotalEnergyWeight: networkWeight(store, parameters, 'ENERGY'),
  }
}

const resources = (request: Request, isNetOnly: boolean): Json => {
  const store = request.view.store()
  const found = accountAt(store, addressParameter(request, 'address'))
  if (found === undefined) return {}
  return { ...netOf(request, store, found), ...(isNetOnly ? {} : energyOf(request, store, found)) }
}

const delegations = (request: Request): Json => {
  const from = addressParameter(request, 'fromAddress')
  const to = addressParameter(request, 'toAddress')
  const found = delegationOf(request.view.store(), from, to)
  if (found === undefined) return {}
  const show = (address: string): string => (request.isVisible ? base58Of(address) : address)
  return {
    delegatedResource: [{
      from: show(from),
      to: show(to),
      ...compact({
        frozen_balance_for_bandwidth: found.bandwidthSun,
        frozen_balance_for_energy: found.energySun,
        expire_time_for_energy: found.energySun > 0n ? BigInt(found.lockedUntilMs) : 0n,
        expire_time_for_bandwidth: found.bandwidthSun > 0n ? BigInt(found.lockedUntilMs) : 0n,
      }),
    }],
  }
}

const delegationIndex = (request: Request): Json => {
  const address = addressParameter(request, 'value')
  const store = request.view.store()
  const show = (one: string): string => (request.isVisible ? base58Of(one) : one)
  const from = delegatorsOf(store, address).map(show)
  const to = delegatesOf(store, address).map(show)
  return {
    account: show(address),
    ...(from.length === 0 ? {} : { fromAccounts: from }),
    ...(to.length === 0 ? {} : { toAccounts: to }),
  }
}

const delegatable = (request: Request): Json => {
  const store = request.view.store()
  const found = accountAt(store, addressParameter(request, 'owner_address'))
  const type = request.body['type']
  const resource: Resource = type === 1 || type === '1' || type === 'ENERGY' ? 'ENERGY' : 'BANDWIDTH'
  if (found === undefined) return {}
  return compact({ max_size: delegatableSun(store, request.view.chain.options.parameters, clockOf(request), found, resource) })
}

const unfreezingCount = (request: Request): Json => {
  const found = accountAt(request.view.store(), addressParameter(request, 'owner_address'))
  const atMs = request.view.newest.atMs
  const open = (found?.unfreezing ?? []).filter(({ expiresAtMs }) => expiresAtMs > atMs)
  return compact({ count: maxUnfreezing - BigInt(open.length) })
}

const withdrawable = (request: Request): Json => {
  const found = accountAt(request.view.store(), addressParameter(request, 'owner_address'))
  const atMs = Number(integerParameter(request, 'timestamp', BigInt(request.view.newest.atMs)))
  const due = (found?.unfreezing ?? []).filter(({ expiresAtMs }) => expiresAtMs <= atMs)
  return compact({ amount: due.reduce((sum, { amountSun }) => sum + amountSun, 0n) })
}

const parameters = ({ view }: Request): Json => ({
  chainParameter: namedParameters(view.chain.options.parameters).map(([key, value]) => ({
    key,
    ...(value === 0n ? {} : { value }),
  })),
})

const nodeInfo = ({ view }: Request): Json => {
  const solid = view.chain.blockAt(view.chain.solidAt(view.headNumber))
  const head = view.chain.blockAt(view.headNumber)
  return {
    beginSyncNum: 0n,
    block: `Num:${head?.number ?? 0},ID:${head?.id ?? ''}`,
    solidityBlock: `Num:${solid?.number ?? 0},ID:${solid?.id ?? ''}`,
    currentConnectCount: 0n,
    activeConnectCount: 0n,
    passiveConnectCount: 0n,
    totalFlow: 0n,
    configNodeInfo: { codeVersion: '4.8.2-sandbox', p2pVersion: '0', supportConstant: true },
    peerList: [],
  }
}

export const accountEndpoints: Readonly<Record<string, Endpoint>> = {
  getaccount: { serves: 'both', answer: account },
  getaccountresource: { serves: 'full', answer: (request) => resources(request, false) },
  getaccountnet: { serves: 'full', answer: (request) => resources(request, true) },
  getdelegatedresourcev2: { serves: 'both', answer: delegations },
  getdelegatedresourceaccountindexv2: { serves: 'both', answer: delegationIndex },
  getcandelegatedmaxsize: { serves: 'both', answer: delegatable },
  getavailableunfreezecount: { serves: 'both', answer: unfreezingCount },
  getcanwithdrawunfreezeamount: { serves: 'both', answer: withdrawable },
  getchainparameters: { serves: 'full', answer: parameters },
  getnodeinfo: { serves: 'full', answer: nodeInfo },
  listnodes: { serves: 'full', answer: () => ({}) },
  getenergyprices: { serves: 'both', answer: ({ view }) => ({ prices: `0:${view.chain.options.parameters.energyFeeSun}` }) },
  getbandwidthprices: { serves: 'both', answer: ({ view }) => ({ prices: `0:${view.chain.options.parameters.transactionFeeSunPerByte}` }) },
  getmemofee: { serves: 'full', answer: ({ view }) => ({ prices: `0:${view.chain.options.parameters.memoFeeSun}` }) },
}
