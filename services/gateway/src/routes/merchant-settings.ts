import { merchantCommands, merchantEvents, paymentMethod, type MerchantSettings, type MessageOf } from '@stablegate/contracts'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'
import { get, post, type Route } from '../http/route.ts'
import { text } from '../http/wire.ts'
import type { MerchantRow } from '../views/merchants.ts'

type Changed = MessageOf<typeof merchantEvents.settingsChanged>['data']

const fields = {
  display_name: text(80).describe('Shown to customers beside the name that the operator verified'),
  colour: z.string().regex(/^#[0-9a-fA-F]{6}$/).transform((colour) => colour.toLowerCase()).describe('Of the checkout, such as #0a7d55'),
  return_url: z.url({ protocol: /^https?$/ }).max(1000).describe('Where customers go back to, of payments that name no other place'),
  max_spread_bps: z.int().min(0).max(2_000).describe('How far the price of an acceptor may lie from the reference; 100 is 1 %'),
  under_tolerance_bps: z.int().min(0).max(500).describe('On chain: short by at most this share is paid in full'),
  over_tolerance_bps: z.int().min(0).max(500).describe('On chain: more by at most this share is yours; what is beyond waits for you'),
  methods: z.array(paymentMethod).max(20).transform((methods) => [...new Set(methods)].sort())
    .describe('Ways to pay acceptors that you take; empty: none, so that customers pay on chain only'),
  on_chain: z.boolean().describe('false: nobody pays on chain'),
}

const shown = (version: number, settings: MerchantSettings): object => ({
  object: 'merchant_settings', version, display_name: settings.displayName ?? null, colour: settings.colour ?? null,
  return_url: settings.returnUrl ?? null, max_spread_bps: settings.maxSpreadBps ?? null,
  under_tolerance_bps: settings.underToleranceBps ?? null, over_tolerance_bps: settings.overToleranceBps ?? null,
  methods: settings.methods ?? null, on_chain: settings.onChain ?? null,
})
const answer = z.object({
  object: z.literal('merchant_settings'), version: z.int().describe('Payments keep the version they were made under; 0: nothing chosen'),
  display_name: z.string().nullable(), colour: z.string().nullable(), return_url: z.string().nullable(),
  max_spread_bps: z.int().nullable(), under_tolerance_bps: z.int().nullable(), over_tolerance_bps: z.int().nullable(),
  methods: z.array(paymentMethod).nullable().describe('null: all there are'), on_chain: z.boolean().nullable(),
}).describe('null: the system\'s default')

/** What a merchant chooses for its payments made from now on. What moves money elsewhere stands with payouts. */
export const merchantSettingsRoutes: readonly Route[] = [
  get({
    operation: 'getSettings', path: '/v1/merchant/settings', tag: 'Merchants', summary: 'Own settings', roles: ['merchant'], answer,
    handle: async (call) => {
      const row = await call.gateway.ask<MerchantRow | null>('gateway', 'merchant', { merchant: call.caller.merchant }, call.after)
      if (!row) throw new Problem('not_found')
      return { body: shown(row.settings_version, row.settings) }
    },
  }),
  post({
    operation: 'changeSettings', path: '/v1/merchant/settings', tag: 'Merchants', roles: ['merchant'], scope: 'administer', answer,
    summary: 'Changes what is named, for payments made from now on; null takes a choice back',
    body: z.strictObject({
      display_name: fields.display_name.nullable().optional(), colour: fields.colour.nullable().optional(),
      return_url: fields.return_url.nullable().optional(), max_spread_bps: fields.max_spread_bps.nullable().optional(),
      under_tolerance_bps: fields.under_tolerance_bps.nullable().optional(),
      over_tolerance_bps: fields.over_tolerance_bps.nullable().optional(),
      methods: fields.methods.nullable().optional(), on_chain: fields.on_chain.nullable().optional(),
    }),
    codes: ['merchant_unknown', 'nothing_offered'],
    handle: async (call) => {
      const { merchant } = call.caller
      const { body } = call
      const { events, position } = await call.gateway.send(call, merchantCommands.changeSettings, {
        merchant,
        change: {
          displayName: body.display_name, colour: body.colour, returnUrl: body.return_url, maxSpreadBps: body.max_spread_bps,
          underToleranceBps: body.under_tolerance_bps, overToleranceBps: body.over_tolerance_bps,
          methods: body.methods, onChain: body.on_chain,
        },
      })
      const changed = events.find(({ type }) => type === merchantEvents.settingsChanged.type)?.data as Changed | undefined
      if (changed) return { body: shown(changed.version, changed.settings), position }
      // Nothing was new: the settings are what they were.
      const row = await call.gateway.ask<MerchantRow | null>('gateway', 'merchant', { merchant }, position)
      if (!row) throw new Problem('not_found')
      return { body: shown(row.settings_version, row.settings), position }
    },
  }),
]
