import { coversAllRejections, specify, specTimeMs } from '@stablegate/testing'
import { describe, expect, it } from 'vitest'
import { endpoint, endpointRejections, maxRedeliveries, type EndpointEvent } from './endpoint.ts'
import { endpointUrlFault } from './endpoint-url.ts'

const spec = specify(endpoint.decider)
const owner = 'mer_1'
const key = { endpoint: 'whe_1', owner }
const data = { ...key, livemode: false, url: 'http://127.0.0.1:9/hook', types: [], ed25519: false, keyId: 'k1' }
const created: EndpointEvent = { type: 'endpoint.created', data: { ...data, secretVersion: 1, atMs: specTimeMs } }
const disabled: EndpointEvent = { type: 'endpoint.disabled', data: { ...key, reason: 'gone', atMs: specTimeMs } }
const paused: EndpointEvent = { type: 'endpoint.paused', data: { ...key, atMs: specTimeMs } }
const resumed: EndpointEvent = { type: 'endpoint.resumed', data: { ...key, atMs: specTimeMs } }
const changed: EndpointEvent = {
  type: 'endpoint.changed', data: { ...key, url: 'https://other.example/', types: ['payment.settled'], description: 'new', atMs: specTimeMs },
}
const rotated: EndpointEvent = {
  type: 'endpoint.secret_rotated', data: { ...key, keyId: 'k1', secretVersion: 2, previousUntilMs: specTimeMs + 1000 },
}

describe('endpoint', () => {
  it('is created once', () => {
    spec.when({ type: 'notifier.endpoint.create', data }).then(created)
    spec.given(created).when({ type: 'notifier.endpoint.create', data }).thenRejected('endpoint_exists')
  })

  it('takes http in test mode only', () => {
    spec.when({ type: 'notifier.endpoint.create', data: { ...data, livemode: true } }).thenRejected('endpoint_url_refused')
  })

  it('is unknown to everybody but its owner', () => {
    const other = { ...key, owner: 'mer_2' }
    spec.when({ type: 'notifier.endpoint.enable', data: key }).thenRejected('endpoint_unknown')
    for (const command of [
      { type: 'notifier.endpoint.enable', data: other },
      { type: 'notifier.endpoint.disable', data: { ...other, reason: 'owner' } },
      { type: 'notifier.endpoint.pause', data: other },
      { type: 'notifier.endpoint.resume', data: other },
      { type: 'notifier.endpoint.change', data: { ...other, url: 'https://other.example/' } },
      { type: 'notifier.endpoint.rotate_secret', data: { ...other, keyId: 'k1', overlapMs: 0 } },
      { type: 'notifier.endpoint.redeliver', data: { ...other, fromSequence: 1, toSequence: 1 } },
    ] as const) spec.given(created).when(command).thenRejected('endpoint_unknown')
  })

  it('rotates its secret, one overlap at a time', () => {
    const rotate = { type: 'notifier.endpoint.rotate_secret', data: { ...key, keyId: 'k1', overlapMs: 1000 } } as const
    spec.given(created).when(rotate).then(rotated)
    spec.given(created, rotated).when(rotate).thenRejected('rotation_running')
    spec.given(created, rotated).when({ ...rotate, atMs: specTimeMs + 1000 }).thenCheck(({ events }) => {
      expect(events[0]).toMatchObject({ data: { secretVersion: 3, previousUntilMs: specTimeMs + 2000 } })
    })
    // A secret that got about is not waited for.
    spec.given(created, rotated).when({ ...rotate, data: { ...rotate.data, overlapMs: 0 } }).thenCheck(({ events }) => {
      expect(events[0]).toMatchObject({ data: { secretVersion: 3, previousUntilMs: specTimeMs } })
    })
  })

  it('is disabled and enabled', () => {
    const disable = { type: 'notifier.endpoint.disable', data: { ...key, reason: 'gone' } } as const
    const enable = { type: 'notifier.endpoint.enable', data: key } as const
    spec.given(created).when(disable).then(disabled)
    spec.given(created, disabled).when(disable).thenRejected('endpoint_disabled')
    spec.given(created).when(enable).thenRejected('endpoint_enabled')
    spec.given(created, disabled).when(enable).then({ type: 'endpoint.enabled', data: { ...key, atMs: specTimeMs } })
  })

  it('is paused once and resumed once', () => {
    const pause = { type: 'notifier.endpoint.pause', data: key } as const
    const resume = { type: 'notifier.endpoint.resume', data: key } as const
    spec.given(created).when(pause).then(paused)
    spec.given(created, paused).when(pause).thenRejected('endpoint_paused')
    spec.given(created, paused).when(resume).then(resumed)
    spec.given(created, paused, resumed).when(resume).thenRejected('endpoint_not_paused')
    spec.given(created).when(resume).thenRejected('endpoint_not_paused')
    spec.given(created, paused, resumed).when(pause).then(paused)
  })

  it('has a pause only while it is on: to be switched off ends it', () => {
    const pause = { type: 'notifier.endpoint.pause', data: key } as const
    spec.given(created, disabled).when(pause).thenRejected('endpoint_disabled')
    const disable = { type: 'notifier.endpoint.disable', data: { ...key, reason: 'gone' } } as const
    spec.given(created, paused).when(disable).then(disabled)
    spec.given(created, paused).when({ type: 'notifier.endpoint.enable', data: key }).thenRejected('endpoint_enabled')
    spec.given(created, paused, disabled).when({ type: 'notifier.endpoint.resume', data: key }).thenRejected('endpoint_not_paused')
    const enabled: EndpointEvent = { type: 'endpoint.enabled', data: { ...key, atMs: specTimeMs } }
    spec.given(created, paused, disabled, enabled).when(pause).then(paused)
  })

  it('takes redeliveries and changes while it is paused', () => {
    spec.given(created, paused).when({ type: 'notifier.endpoint.redeliver', data: { ...key, fromSequence: 1, toSequence: 2 } }).then({
      type: 'endpoint.redelivery_requested', data: { ...key, fromSequence: 1, toSequence: 2, atMs: specTimeMs },
    })
    const { url, types, description } = changed.data
    for (const before of [[paused], [disabled], []]) {
      spec.given(created, ...before).when({ type: 'notifier.endpoint.change', data: { ...key, url, types, description } }).then(changed)
    }
  })

  it('changes what is named, keeps the rest, and notes nothing where nothing is new', () => {
    const change = (data: object) => ({ type: 'notifier.endpoint.change', data: { ...key, ...data } }) as const
    spec.given(created, changed).when(change({ url: 'https://third.example/' })).then({
      ...changed, data: { ...changed.data, url: 'https://third.example/' },
    } as EndpointEvent)
    spec.given(created, changed).when(change({ types: [] })).then({ ...changed, data: { ...changed.data, types: [] } } as EndpointEvent)
    spec.given(created, changed).when(change({ description: '' })).then({
      ...changed, data: { ...changed.data, description: '' },
    } as EndpointEvent)
    spec.given(created, changed).when(change({ url: 'https://other.example/', types: ['payment.settled'] })).thenNothing()
    spec.given(created).when(change({})).thenNothing()
  })

  it('leads nowhere by a change where it may not lead when it is made', () => {
    const live: EndpointEvent = { ...created, data: { ...created.data, livemode: true, url: 'https://shop.example/' } } as EndpointEvent
    for (const url of ['http://shop.example/', 'https://user@shop.example/', 'https://shop.example/#here', 'file:///etc/passwd']) {
      spec.given(live).when({ type: 'notifier.endpoint.change', data: { ...key, url } }).thenRejected('endpoint_url_refused')
    }
    spec.given(created).when({ type: 'notifier.endpoint.change', data: { ...key, url: 'http://shop.example/' } }).thenCheck(({ events }) => {
      expect(events).toMatchObject([{ type: 'endpoint.changed', data: { url: 'http://shop.example/', types: [] } }])
    })
  })

  it('is not switched off by a receiver that it leads to no more', () => {
    const gone = (url: string) => ({ type: 'notifier.endpoint.disable', data: { ...key, reason: 'gone', url } }) as const
    spec.given(created).when(gone(data.url)).then(disabled)
    spec.given(created, changed).when(gone(data.url)).thenNothing()
    spec.given(created, changed).when(gone('https://other.example/')).then(disabled)
    spec.given(created, disabled).when(gone(data.url)).thenRejected('endpoint_disabled')
  })

  it('redelivers a span within limits', () => {
    const redeliver = (fromSequence: number, toSequence: number) =>
      ({ type: 'notifier.endpoint.redeliver', data: { ...key, fromSequence, toSequence } }) as const
    spec.given(created).when(redeliver(3, 5)).then({
      type: 'endpoint.redelivery_requested', data: { ...key, fromSequence: 3, toSequence: 5, atMs: specTimeMs },
    })
    spec.given(created).when(redeliver(5, 4)).thenRejected('span_invalid')
    spec.given(created).when(redeliver(1, maxRedeliveries + 1)).thenRejected('span_invalid')
    spec.given(created, disabled).when(redeliver(1, 1)).thenRejected('endpoint_disabled')
  })

  it('reaches every rejection', () => coversAllRejections(endpointRejections, spec))
})

describe('URL of an endpoint', () => {
  it.each([
    ['https://example.com/hook?x=1', true], ['https://example.com:8443', true], ['http://example.com', false],
  ])('takes %s', (url, livemode) => expect(endpointUrlFault(url, livemode)).toBeUndefined())

  it.each([
    'nonsense', 'http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'https://user@example.com/',
    'https://user:secret@example.com/', 'https://example.com/#here', 'javascript:alert(1)',
  ])('refuses %s', (url) => expect(endpointUrlFault(url, true)).toBeDefined())
})
