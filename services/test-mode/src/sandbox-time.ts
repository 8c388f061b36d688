import { RoundsWorker, type HostContext, type Worker } from '@stablegate/host'
import type { TestModeConfig } from './config.ts'

const pollMs = 500
const patienceMs = 5_000

/**
 * Blocks of the sandbox bear the time of the test clock: what expires on chain is compared with
 * what expires here. Told again and again, since a sandbox that was started anew has forgotten it.
 */
export const sandboxTime = (context: HostContext<TestModeConfig>): readonly Worker[] => {
  const url = context.config.SANDBOX_URL
  if (url === undefined) return []
  return [new RoundsWorker({
    name: 'sandbox-time', context, logs: ['test-mode'], pollMs,
    round: async (signal) => {
      const aheadMs = Math.max(0, Math.round(context.clock.now() - context.machineClock.now()))
      if (aheadMs === 0) return
      const response = await fetch(new URL('/admin/clock', url), {
        method: 'POST', body: JSON.stringify({ aheadMs }), signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      })
      if (!response.ok) throw new Error(`the sandbox did not take the time: ${response.status}`)
      await response.body?.cancel()
    },
  })]
}
