import { acceptor } from '@stablegate/acceptor'
import { chainWatcher } from '@stablegate/chain-watcher'
import type { Service } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { matching } from '@stablegate/matching'
import { notifier } from '@stablegate/notifier'
import { order } from '@stablegate/order'
import { signer } from '@stablegate/signer'
import { treasury } from '@stablegate/treasury'

/**
 * Everything that a payment passes through, by an acceptor or on chain. Not here: the gateway only
 * carries the acts in; what watches the chain and screens is played by `actors/chain.ts`, what builds,
 * signs and hands out by `actors/money-out.ts`. Nor the sealer, which writes no events and
 * decides nothing: what dies between its steps is played in its own specs. Nor the service test-mode:
 * the simulator has a clock and acceptors of its own.
 */
export const simulated: readonly Service[] = [
  ledger, acceptor, matching, order, notifier, chainWatcher, treasury, signer,
]
