import { acceptor } from '@stablegate/acceptor'
import { chainWatcher } from '@stablegate/chain-watcher'
import type { Service } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { matching } from '@stablegate/matching'
import { notifier } from '@stablegate/notifier'
import { order } from '@stablegate/order'
import { treasury } from '@stablegate/treasury'

/**
 * Everything that a payment passes through, by an acceptor or on chain. Not here: the gateway only
 * carries the acts in; what watches the chain and screens is played by `actors/chain.ts`, and nothing
 * is paid out, so there is no signer either.
 */
export const simulated: readonly Service[] = [
  ledger, acceptor, matching, order, notifier, chainWatcher, treasury,
]
