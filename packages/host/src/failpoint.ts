import type { Append, EventStore } from '@stablegate/kernel'

/** `before:dispatch.built`: the moment before or after an event of this type is in the store. */
export const failpoint = /^(before|after):[a-z_]+\.[a-z_]+$/

/**
 * A store whose process dies by SIGKILL at one moment, for tests of crashes: before the event is
 * appended, or when it is and nobody was told yet. Refused in live mode.
 */
export const dyingAt = (store: EventStore, at: string): EventStore => {
  const [when, type] = at.split(':')
  const die = (): Promise<never> => {
    process.kill(process.pid, 'SIGKILL')
    return new Promise(() => undefined)
  }
  const isTheMoment = ({ streams }: Append): boolean =>
    streams.some(({ events }) => events.some((event) => event.type === type))
  const append = async (given: Append) => {
    const isMoment = isTheMoment(given)
    if (isMoment && when === 'before') return die()
    const result = await store.append(given)
    return isMoment && result.status === 'appended' ? die() : result
  }
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'append') return append
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value
    },
  })
}
