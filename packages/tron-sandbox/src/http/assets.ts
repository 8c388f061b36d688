import { base58Of } from '../codec/address.ts'
import { hexOfText, textOfHex } from '../codec/hex.ts'
import type { Json } from '../codec/json.ts'
import { assetOf, assetsOf, type Asset } from '../state/asset.ts'
import { addressParameter, integerParameter, textParameter, type Endpoint, type Request } from './request.ts'

const assetJson = (asset: Asset, isVisible: boolean): Json => {
  const text = (value: string): string => (isVisible ? value : hexOfText(value))
  return {
    owner_address: isVisible ? base58Of(asset.owner) : asset.owner,
    name: text(asset.name),
    abbr: text(asset.abbreviation),
    total_supply: asset.totalUnits,
    trx_num: 1n,
    precision: asset.precision,
    num: 1n,
    start_time: BigInt(asset.issuedAtMs),
    end_time: BigInt(asset.issuedAtMs) + 1n,
    url: text('https://asset.sandbox.invalid'),
    id: asset.id,
  }
}

const one = (request: Request, asset: Asset | undefined): Json =>
  asset === undefined ? {} : assetJson(asset, request.isVisible)

const listed = (request: Request, assets: readonly Asset[]): Json =>
  assets.length === 0 ? {} : { assetIssue: assets.map((asset) => assetJson(asset, request.isVisible)) }

const all = ({ view }: Request): readonly Asset[] => assetsOf(view.store())

const page = (request: Request): Json => {
  const [offset, limit] = [Number(integerParameter(request, 'offset')), Number(integerParameter(request, 'limit'))]
  return listed(request, offset < 0 || limit < 0 ? [] : all(request).slice(offset, offset + limit))
}

/** A name comes in hex, with or without 0x. */
const textAsked = (request: Request): string => {
  const value = textParameter(request, 'value')
  return request.isVisible ? value : textOfHex(value.replace(/^0x/, ''))
}

const named = (request: Request): readonly Asset[] => {
  const name = textAsked(request)
  return all(request).filter((asset) => asset.name === name)
}

/** A name is no key: where no asset has it, it may be an id. */
const byName = (request: Request): Json =>
  one(request, named(request)[0] ?? assetOf(request.view.store(), textAsked(request)))

const ofAccount = (request: Request): Json => {
  const owner = addressParameter(request, 'address')
  return listed(request, all(request).filter((asset) => asset.owner === owner))
}

export const assetEndpoints: Readonly<Record<string, Endpoint>> = {
  getassetissuebyid: {
    serves: 'both', answer: (request) => one(request, assetOf(request.view.store(), textParameter(request, 'value'))),
  },
  getassetissuebyname: { serves: 'both', answer: byName },
  getassetissuelistbyname: { serves: 'both', answer: (request) => listed(request, named(request)) },
  getassetissuelist: { serves: 'both', answer: (request) => listed(request, all(request)) },
  getpaginatedassetissuelist: { serves: 'both', answer: page },
  getassetissuebyaccount: { serves: 'full', answer: ofAccount },
}
