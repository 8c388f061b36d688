/** A JSON schema, as far as the reference has any. */
export type Schema = {
  readonly $ref?: string; readonly type?: string | readonly string[]; readonly const?: unknown; readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]; readonly oneOf?: readonly Schema[]; readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>; readonly required?: readonly string[]; readonly items?: Schema
  readonly pattern?: string; readonly format?: string; readonly minimum?: number; readonly minItems?: number; readonly maxLength?: number
  readonly description?: string; readonly default?: unknown
}

const moment = '2026-11-24T12:00:00.000Z'

/** What fields of these names hold; the first that the schema takes is shown. */
const byName: Readonly<Record<string, readonly unknown[]>> = {
  amount: ['12.500000', '720.00'], currency: ['USDT', 'CNY'], price: ['7.30'], reference: ['INV-2041', '7.28'],
  name: ['Li Wei'], description: ['Order 2041'], email: ['li.wei@example.com'],
  url: ['https://shop.example/webhooks'], return_url: ['https://shop.example/thanks'],
  reason: ['The bank confirmed it'], method: ['alipay'], status: ['settled'],
  account: ['pac_7Qm2x9', 'merchant:mer_4kT9:available'], month: ['2026-11'], day: ['2026-11-24'],
  id: ['pay_3f9kR2', 'evt_018f6a2c'], log: ['order'], stream: ['order.payment-pay_3f9kR2'],
  type: ['payment.settled'], service: ['order'], consumer: ['process:settlement'], network: ['tron'],
  account_tail: ['4821'], bank_reference: ['20261124-77120391'], secret: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  note: ['Second half'], code: ['123456'], address: ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'], colour: ['#0a7d55'],
  display_name: ['The Shop'], password: ['a long pass phrase'], object: ['payment'], events: ['payment.flagged'],
  owner: ['mer_4kT9'], addresses: ['203.0.113.0/24'], new_password: ['another long phrase'],
  details: [{ holder: 'Li Wei', account: '6222 0001 4821' }], transfer: ['post:pay_3f9kR2:1'],
  digest: ['f'.repeat(64)], txid: ['3'.repeat(64)], api_version: ['2026-11-24'], created_at: [moment], at: [moment],
  sequence: [41], version: [3], limit: [20], position: [1204], revision: [7], lag: [0],
}

/** Texts of the patterns that there are, in the order in which they are tried; a new pattern may need one. */
const texts = [
  '12.50', '12.500000', '7', '2026-11', '2026-11-24', moment, '2026-11-24/merchant:held',
  'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'f'.repeat(64),
  'order', 'payment.settled', 'order.payment-pay_3f9kR2', 'order:1204', 'log-0', '#0a7d55', '123456', 'JBSWY3DPEHPK3PXP',
  `rl_${'a'.repeat(43)}`,
  'po_5nB8', 'li.wei@example.com', '203.0.113.7', 'a'.repeat(43),
]

const textOf = (schema: Schema): string => {
  if (schema.format === 'date-time') return moment
  if (schema.format === 'date') return '2026-11-24'
  if (schema.format === 'email') return 'li.wei@example.com'
  if (schema.format === 'uri') return 'https://shop.example/'
  const prefix = /^\^\(?([a-z]{2,3})[_|]/.exec(schema.pattern ?? '')?.[1]
  if (prefix !== undefined && schema.pattern?.includes('_[0-9A-Za-z]')) return `${prefix}_3f9kR2`
  if (schema.description?.startsWith('RFC 3339')) return moment
  const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, 'u')
  return texts.find((text) => pattern?.test(text)) ?? 'text'
}

const isText = (schema: Schema): boolean => [schema.type].flat().includes('string')
const isNumber = (schema: Schema): boolean => [schema.type].flat().some((type) => type === 'integer' || type === 'number')

const fits = (value: unknown, schema: Schema): boolean => {
  if (schema.const !== undefined) return schema.const === value
  if (schema.enum) return schema.enum.includes(value)
  if (typeof value === 'number') return isNumber(schema)
  if (typeof value === 'object') return schema.type === 'object'
  if (typeof value !== 'string' || !isText(schema) || schema.description?.startsWith('RFC 3339')) return false
  return schema.format === undefined && value.length <= (schema.maxLength ?? 5_000)
    && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value))
}

/** Makes an example of a schema: of what is asked, only what must be there; of what is answered, all. */
export class Examples {
  readonly #named: Readonly<Record<string, Schema>>
  readonly #whole: boolean

  constructor(named: Readonly<Record<string, Schema>>, whole: boolean) {
    this.#named = named
    this.#whole = whole
  }

  of(schema: Schema, name = ''): unknown {
    if (schema.$ref !== undefined) return this.of(this.#named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, name)
    if (schema.const !== undefined) return schema.const
    const known = byName[name]?.find((value) => fits(value, schema))
    if (known !== undefined) return known
    if (schema.enum) return schema.enum[0]
    const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
    if (choices) return this.of(choices.find(({ type }) => type !== 'null') ?? {}, name)
    switch ([schema.type].flat()[0]) {
      case 'object': return this.#object(schema)
      case 'array': return Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () =>
        this.of(schema.items ?? {}, name in byName ? name : name.replace(/s$/, '')))
      case 'integer':
      case 'number': return Math.max(1, schema.minimum ?? 1)
      case 'boolean': return true
      case 'null': return null
      case 'string': return textOf(schema)
      default: return {}
    }
  }

  #object({ properties = {}, required = [] }: Schema): unknown {
    // A body of nothing but what may be left out would say nothing.
    const wanted = this.#whole || required.length === 0 ? Object.keys(properties) : required
    return Object.fromEntries(Object.entries(properties).filter(([name]) => wanted.includes(name))
      .map(([name, property]) => [name, this.of(property, name)]))
  }
}
