import { intentCommands, vaultCommands, type ChainName, type MessageOf } from '@stablegate/contracts'
import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { SignerConfig } from './config.ts'
import type { KeyStore } from './keys/key-store.ts'
import { keyOpener } from './keys/open-keys.ts'
import type { SigningRow, SigningTables } from './views/signings.ts'

type Context = HostContext<SignerConfig>
type Keys = MessageOf<typeof vaultCommands.open>['data']

const tether = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
const signaturesARound = 32

const vaultOf = ({ config, livemode }: Context, chain: ChainName, keys: KeyStore): Keys => {
  const token = config.SIGNER_TOKEN ?? (livemode ? tether : undefined)
  if (token === undefined) throw new Error('SIGNER_TOKEN is not set: nothing would ever be signed')
  return {
    chain, token, hot: keys.hot, gas: keys.gas, xpub: keys.xpub,
    ...(config.SIGNER_COLD === undefined ? {} : { cold: config.SIGNER_COLD }),
    limits: {
      maxMicro: config.SIGNER_MAX_USDT, maxPerDayMicro: config.SIGNER_MAX_USDT_PER_DAY,
      unapprovedMicro: config.SIGNER_UNAPPROVED_USDT, maxFeeLimitSun: config.SIGNER_MAX_FEE_TRX,
      maxSun: config.SIGNER_MAX_TRX, maxStakeSun: config.SIGNER_MAX_STAKE_TRX,
      maxLifeMs: config.SIGNER_MAX_LIFE_MS,
    },
  }
}

/** Opens the vault once a start, then gives a signature for each one that was granted. */
export const workersOf = (context: Context): readonly Worker[] => {
  const { config, livemode, commands, clock } = context
  const chain = livemode ? 'tron' : 'sandbox'
  const openKeys = keyOpener(config, () => clock.now())
  if (openKeys === undefined) return []
  let keys: KeyStore | undefined

  /** A key service may be away at the start: then it is asked again. */
  const open = async (signal: AbortSignal): Promise<KeyStore> => {
    const opened = await openKeys(signal)
    const vault = vaultOf(context, chain, opened)
    const id = uuidv5('vault', chain, JSON.stringify(vault, (_, value: unknown) => typeof value === 'bigint' ? String(value) : value),
      clock.now())
    const answer = await commands.send(vaultCommands.open.type, vault, { id, actor: 'signer' })
    if (answer.status !== 'accepted') throw new Error(`the vault does not open: ${JSON.stringify(answer)}`)
    return opened
  }

  const sign = async (store: KeyStore, { dispatch, attempt, txid, source }: SigningRow, signal: AbortSignal): Promise<void> => {
    if (source === null) return
    const signature = await store.sign(source, txid, signal)
    const answer = await commands.send(intentCommands.recordSignature.type, { dispatch, attempt, txid, signature },
      { id: uuidv5('signature', txid), actor: 'signer' })
    // An attempt that a newer one has replaced is of no use to anybody.
    if (answer.status === 'rejected') context.logger.warn({ dispatch, attempt, code: answer.code }, 'a signature was not wanted')
    else if (answer.status !== 'accepted') throw new Error(`a signature was not recorded: ${answer.status}`)
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    keys ??= await open(signal)
    const store = keys
    const views: ReadonlyKysely<SigningTables> = context.views
    // What is past its time is left as it is: it must never keep what follows from being signed.
    const granted: readonly SigningRow[] = await views.selectFrom('signings').selectAll()
      .where('state', '=', 'granted').where('chain', '=', chain).where('expires_at_ms', '>', clock.now())
      .orderBy('position').limit(signaturesARound).execute()
    const done = await Promise.allSettled(granted.map((row) => sign(store, row, signal)))
    const failed = done.find((one) => one.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
  return [new RoundsWorker({ name: 'signing', context, logs: ['signer'], pollMs: config.SIGNER_POLL_MS, round })]
}
