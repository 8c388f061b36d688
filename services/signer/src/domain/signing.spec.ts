import type { SignerLimits } from '@stablegate/contracts'
import { coversAllRejections, specify, specTimeMs } from '@stablegate/testing'
import { addressOfKey, buildTransaction, depositAddress, signTxid, txidOf, watchOnlyKeyOf, type TronAct } from '@stablegate/tron'
import { describe, expect, it } from 'vitest'
import { openSeed, sealSeed, SeedKeys } from '../keys/key-file.ts'
import { signingRefusals, type SigningRefusal } from './compare.ts'
import { intentDecider, intentRejections, type IntentEvent } from './intent.ts'
import { vaultDecider, vaultRejections, type VaultEvent } from './vault.ts'

const atMs = specTimeMs
const seed = Buffer.alloc(32, 9)
const keys = new SeedKeys(seed)
const token = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const to = 'TY72iA3SBtrds3QLYsS7LwYfkzXwAXCRWT'
const cold = addressOfKey(Buffer.alloc(32, 3))
const stranger = addressOfKey(Buffer.alloc(32, 4))
const limits: SignerLimits = {
  maxMicro: 1_000_000_000n, maxPerDayMicro: 1_500_000_000n, unapprovedMicro: 100_000_000n, maxFeeLimitSun: 100_000_000,
  maxSun: 50_000_000, maxLifeMs: 3_600_000,
}
const vaultData = { chain: 'sandbox', token, hot: keys.hot, gas: keys.gas, cold, xpub: keys.xpub, limits } as const
const open: VaultEvent = { type: 'vault.opened', data: { ...vaultData, atMs } }
const frame = { refBlockBytes: '0102', refBlockHash: '0011223344556677', expiresAtMs: atMs + 60_000, timestampMs: atMs, feeLimitSun: 30_000_000 }
const act: TronAct = { kind: 'token', token, from: keys.hot, to, amountMicro: 50_000_000n }
const order = { kind: 'token', source: { role: 'hot' }, to, amountMicro: 50_000_000n } as const
type Asking = Parameters<typeof grantOf>[0]
const grantOf = (over: { act?: TronAct; order?: object; dispatch?: string; frame?: Partial<typeof frame>; raw?: string; operators?: string[] } = {}) => {
  const made = buildTransaction(over.act ?? act, { ...frame, ...over.frame })
  const rawHex = over.raw ?? made.rawHex
  return {
    type: 'signer.vault.grant',
    data: {
      dispatch: over.dispatch ?? 'po_1', chain: 'sandbox', attempt: 1, txid: made.txid, rawHex,
      order: (over.order ?? order) as typeof order, operators: over.operators ?? [],
    },
  } as const
}

describe('what the vault signs', () => {
  const vault = specify(vaultDecider)
  const seen = new Set<string>()
  const refuses = (code: SigningRefusal, over: Asking, ...history: readonly VaultEvent[]): void => {
    seen.add(code)
    vault.given(open, ...history).when(grantOf(over)).thenCheck(({ events: [event] }) =>
      expect(event).toMatchObject({ type: 'vault.refused', data: { code } }))
  }

  it('is what was approved, to the byte', () => {
    vault.given(open).when(grantOf()).thenCheck(({ events: [event] }) =>
      expect(event).toMatchObject({ type: 'vault.granted', data: { account: keys.hot } }))
  })
  it('is nothing that differs in one field', () => {
    refuses('contract_differs', { act: { kind: 'native', from: keys.hot, to, amountSun: 5 } })
    refuses('owner_differs', { act: { ...act, from: keys.gas } })
    refuses('token_differs', { act: { ...act, token: stranger } })
    refuses('recipient_differs', { act: { ...act, to: stranger } })
    refuses('amount_differs', { act: { ...act, amountMicro: 50_000_001n } })
    refuses('fee_limit_too_high', { frame: { feeLimitSun: 100_000_001 } })
    refuses('expired_already', { frame: { expiresAtMs: atMs } })
    refuses('expires_too_late', { frame: { expiresAtMs: atMs + 3_600_001 } })
  })
  it('is no bytes of another kind', () => {
    const { rawHex } = buildTransaction(act, frame)
    const hex = (raw: string): Asking => ({ raw })
    const withId = (code: SigningRefusal, raw: string): void => {
      seen.add(code)
      const command = grantOf(hex(raw))
      // The id fits the bytes, so that they are looked at.
      const { data } = command
      vault.given(open).when({ ...command, data: { ...data, txid: txidOf(raw) } }).thenCheck(({ events: [event] }) =>
        expect(event).toMatchObject({ type: 'vault.refused', data: { code } }))
    }
    refuses('txid_wrong', hex(`${rawHex.slice(0, -2)}00`))
    withId('bytes_malformed', rawHex.slice(0, -2))
    withId('bytes_extra_content', `${rawHex}5203616263`)
    withId('bytes_contract_type', rawHex.replace('081f12', '082e12'))
    withId('bytes_call', rawHex.replace('a9059cbb', '095ea7b3'))
  })
  it('keeps what needs no people within the house', () => {
    const deposit = depositAddress(keys.xpub, 5)
    const sweep = (recipient: string) => ({
      dispatch: 'swp_1', act: { ...act, from: deposit, to: recipient } as TronAct,
      order: { ...order, source: { role: 'deposit', index: 5, address: deposit }, to: recipient },
    })
    for (const home of [keys.hot, cold]) {
      vault.given(open).when(grantOf(sweep(home))).thenCheck(({ events: [event] }) => expect(event?.type).toBe('vault.granted'))
    }
    refuses('recipient_not_ours', sweep(stranger))
    refuses('recipient_not_ours', { ...sweep(stranger), dispatch: 'po_1' })
    refuses('owner_differs', { ...sweep(keys.hot), order: { ...sweep(keys.hot).order, source: { role: 'deposit', index: 6, address: deposit } } })
    const gas = (amountSun: number) => ({
      dispatch: 'gas_1', act: { kind: 'native', from: keys.gas, to: deposit, amountSun } as TronAct,
      order: { kind: 'native', source: { role: 'gas' }, to: deposit, amountSun },
    })
    vault.given(open).when(grantOf(gas(50_000_000))).thenCheck(({ events: [event] }) => expect(event?.type).toBe('vault.granted'))
    refuses('over_limit', gas(50_000_001))
    refuses('recipient_not_ours', { ...gas(5), dispatch: 'po_1' })
  })
  it('stays below limits of its own', () => {
    const amount = (amountMicro: bigint, dispatch = 'po_1', operators = ['opr_a']) =>
      ({ dispatch, operators, act: { ...act, amountMicro } as TronAct, order: { ...order, amountMicro } })
    refuses('approval_missing', amount(100_000_001n, 'po_1', []))
    refuses('over_limit', amount(1_000_000_001n))
    const granted: VaultEvent = {
      type: 'vault.granted',
      data: { dispatch: 'po_0', chain: 'sandbox', attempt: 1, txid: 'a'.repeat(64), account: keys.hot, rawHex: '00', order: { ...order, amountMicro: 1_000_000_000n }, atMs: atMs - 1 },
    }
    refuses('over_daily_limit', amount(500_000_001n), granted)
    vault.given(open, granted).when(grantOf(amount(1_000_000_000n, 'po_0'))).thenCheck(({ events: [event] }) =>
      expect(event?.type).toBe('vault.granted'))
  })
  it('is nothing while an incident is open, or before it has keys', () => {
    const stopped: VaultEvent = { type: 'vault.stopped', data: { chain: 'sandbox', incident: 'inc_1', atMs } }
    const resumed: VaultEvent = { type: 'vault.resumed', data: { chain: 'sandbox', incident: 'inc_1', atMs } }
    refuses('signing_stopped', {}, stopped)
    const stop = { type: 'signer.vault.stop', data: { chain: 'sandbox', incident: 'inc_1' } } as const
    vault.given(open).when(stop).then(stopped)
    vault.given(open, stopped).when(stop).thenNothing()
    vault.given(open, stopped).when({ ...stop, type: 'signer.vault.resume' }).then(resumed)
    vault.given(open).when({ ...stop, type: 'signer.vault.resume' }).thenNothing()
    vault.when(grantOf()).thenCheck(({ events: [event] }) => expect(event?.data).toMatchObject({ code: 'vault_closed' }))
    seen.add('vault_closed')
  })
  it('is opened with the same keys for ever, with other limits when they change', () => {
    const opening = { type: 'signer.vault.open', data: vaultData } as const
    vault.when(opening).then(open)
    vault.given(open).when(opening).thenNothing()
    vault.given(open).when({ ...opening, data: { ...vaultData, hot: stranger } }).thenRejected('vault_differs')
    vault.given(open).when({ ...opening, data: { ...vaultData, limits: { ...limits, maxMicro: 1n } } })
      .thenCheck(({ events }) => expect(events).toHaveLength(1))
  })
  it('reaches every refusal', () => {
    expect(signingRefusals.filter((code) => !seen.has(code))).toEqual([])
    coversAllRejections(vaultRejections, vault)
  })
})

describe('an intent', () => {
  const intent = specify(intentDecider)
  const { rawHex, txid } = buildTransaction(act, frame)
  const of = { dispatch: 'po_1', chain: 'sandbox', attempt: 1, txid } as const
  const approved: IntentEvent = { type: 'intent.approved', data: { dispatch: 'po_1', chain: 'sandbox', order, operators: ['opr_a'], atMs } }
  const requested: IntentEvent = {
    type: 'signing.requested', data: { ...of, rawHex, order, operators: ['opr_a'], expiresAtMs: frame.expiresAtMs, atMs },
  }
  const granted: IntentEvent = { type: 'signing.granted', data: { ...of, account: keys.hot, order, expiresAtMs: frame.expiresAtMs, atMs } }
  const refused = (code: string, over: Partial<typeof of> | { attempt: number } = {}): IntentEvent =>
    ({ type: 'signing.refused', data: { ...of, ...over, code, atMs } })
  const request = (attempt = 1, id = txid, at = atMs) => ({
    type: 'signer.intent.request', data: { ...of, attempt, txid: id, rawHex, expiresAtMs: frame.expiresAtMs }, atMs: at,
  }) as const
  const signature = signTxid(txid, Buffer.alloc(32, 3))
  const second = 'b'.repeat(64)

  it('is approved once and asked for by bytes', () => {
    const { atMs: _, ...data } = approved.data as Extract<IntentEvent, { type: 'intent.approved' }>['data']
    intent.when({ type: 'signer.intent.approve', data }).then(approved)
    intent.given(approved).when({ type: 'signer.intent.approve', data }).thenRejected('already_approved')
    intent.when(request()).then(refused('not_approved'))
    intent.given(approved).when(request()).then(requested)
    intent.given(approved, requested).when(request()).thenNothing()
  })
  it('is not asked for again while the last bytes may land', () => {
    intent.given(approved, requested).when(request(2, second)).then(refused('attempt_alive', { attempt: 2, txid: second } as never))
    intent.given(approved, requested, granted).when(request(1, second)).then(refused('attempt_signed', { txid: second } as never))
    for (const history of [[granted], [granted, refused('attempt_alive', { attempt: 2, txid: second } as never)]]) {
      intent.given(approved, requested, ...history).when(request(2, second, frame.expiresAtMs + 1)).thenCheck(({ events: [event] }) =>
        expect(event?.type).toBe('signing.requested'))
    }
    intent.given(approved, requested, refused('over_limit')).when(request(2, second)).thenCheck(({ events: [event] }) =>
      expect(event?.type).toBe('signing.requested'))
  })
  it('that is taken back gets no signature, and one that was made stays', () => {
    const revoke = { type: 'signer.intent.revoke', data: { dispatch: 'po_1' } } as const
    const revoked: IntentEvent = { type: 'intent.revoked', data: { dispatch: 'po_1', atMs } }
    const sign = { type: 'signer.intent.record_signature', data: { dispatch: 'po_1', attempt: 1, txid, signature } } as const
    intent.given(approved).when(revoke).then(revoked)
    intent.given(approved, revoked).when(revoke).thenNothing()
    intent.given(approved, revoked).when(request()).then(refused('approval_revoked'))
    intent.given(approved, requested, granted).when(revoke).then(revoked, refused('approval_revoked'))
    intent.given(approved, requested, granted, revoked, refused('approval_revoked')).when(sign).thenRejected('not_granted')
    const made: IntentEvent = { type: 'signature.made', data: { ...of, signature, atMs } }
    intent.given(approved, requested, granted, made).when(revoke).then(revoked)
    intent.given(approved, requested, granted, made, revoked).when(request(2, second, frame.expiresAtMs + 1))
      .thenCheck(({ events: [event] }) => expect(event).toMatchObject({ type: 'signing.refused', data: { code: 'approval_revoked', attempt: 2 } }))
  })
  it('takes the verdict and the signature of these very bytes, once', () => {
    const verdict = (over: object) => ({ type: 'signer.intent.record_verdict', data: { ...of, ...over } }) as const
    const sign = (text: string, id = txid) =>
      ({ type: 'signer.intent.record_signature', data: { dispatch: 'po_1', attempt: 1, txid: id, signature: text } }) as const
    intent.given(approved, requested).when(verdict({ account: keys.hot })).then(granted)
    intent.given(approved, requested, granted).when(verdict({ account: keys.hot })).thenNothing()
    intent.given(approved, requested).when(verdict({ refused: 'over_limit' })).then(refused('over_limit'))
    intent.given(approved).when(verdict({ account: keys.hot })).thenRejected('attempt_unknown')
    intent.given(approved, requested).when(sign(signature)).thenRejected('not_granted')
    intent.given(approved, requested, granted).when(sign(signature)).thenRejected('signature_wrong')
    intent.given(approved, requested, granted).when(sign(signature, second)).thenRejected('attempt_unknown')
    const coldGranted = { ...granted, data: { ...granted.data, account: cold } } as IntentEvent
    intent.given(approved, requested, coldGranted).when(sign(signature))
      .then({ type: 'signature.made', data: { ...of, signature, atMs } })
    intent.given(approved, requested, coldGranted, { type: 'signature.made', data: { ...of, signature, atMs } })
      .when(sign(signature)).thenNothing()
  })
  it('reaches every refusal', () => coversAllRejections(intentRejections, intent))
})

describe('the key file', () => {
  const passphrase = 'correct horse battery'
  it('opens with its passphrase, to the keys it was made of', async () => {
    const opened = new SeedKeys(openSeed(sealSeed(seed, passphrase), passphrase))
    expect([opened.hot, opened.gas, opened.xpub]).toEqual([keys.hot, keys.gas, watchOnlyKeyOf(seed)])
    expect(await opened.sign({ role: 'hot' }, 'a'.repeat(64))).toBe(await keys.sign({ role: 'hot' }, 'a'.repeat(64)))
  })
  it('does not open with another, or when a field was changed', () => {
    const text = sealSeed(seed, passphrase)
    expect(() => openSeed(text, 'wrong horse battery')).toThrow()
    const file = JSON.parse(text) as Record<string, unknown>
    for (const changed of [{ n: 2 ** 14 }, { salt: '0'.repeat(32) }, { tag: '0'.repeat(32) }]) {
      expect(() => openSeed(JSON.stringify({ ...file, ...changed }), passphrase)).toThrow()
    }
    expect(text).not.toContain(seed.toString('hex'))
    expect(() => sealSeed(seed, 'too short')).toThrow(RangeError)
  })
})
