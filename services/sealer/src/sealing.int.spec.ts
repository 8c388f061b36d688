import { mintIncarnation } from '@stablegate/kernel/postgres'
import { parseSignedCheckpoint } from '@stablegate/proof'
import { sha256 } from '@stablegate/proof/node'
import { waitFor } from '@stablegate/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { grow } from './domain/tree.ts'
import { Archive } from './publish/archive.ts'
import { Stage } from './stage.spec-support.ts'
import { Fenced } from './store/tree-store.ts'

let stage: Stage
beforeEach(async () => { stage = await Stage.open() })
afterEach(async () => { await stage.close() })

const sizes = async () => (await stage.signed()).map(({ size }) => size)
const origin = async () => (await stage.signed())[0]!.origin

describe('a log is sealed', () => {
  it('as it grows, over borders of tiles and pages, each checkpoint the tree of its events', async () => {
    expect(await stage.round()).toBeUndefined()
    for (const count of [1, 254, 1, 1, 1_200]) {
      await stage.append(count)
      expect((await stage.round())?.signed).toBe(true)
    }
    expect((await stage.round())?.signed).toBe(false)
    expect(await sizes()).toEqual([1, 255, 256, 257, 1_457])
    expect(await stage.faultsOfSigned()).toEqual([])
    expect((await stage.archive.last('ledger', await origin()))?.size).toBe(1_457)
  })

  it('in pieces of a tile, with a rest after each of them and each look back', async () => {
    await stage.append(600)
    const worked: number[] = []
    const one = stage.sealer({ rest: async (workedMs) => { worked.push(workedMs) } })
    const before = (await stage.round(one))?.tree.size ?? 0
    const grown = worked.splice(0).length
    expect(grown).toBeGreaterThanOrEqual(Math.ceil(600 / 256))
    await stage.round(one)
    expect(worked).toHaveLength(Math.min(4, Math.ceil(before / 256)))
    expect(worked.every((workedMs) => workedMs > 0)).toBe(true)
  })

  it('and goes on where a process died between any two steps', async () => {
    await stage.append(300)
    const dying = (step: 'keep' | 'keepSigned' | 'unpublished' | 'markPublished') => new Proxy(stage.store, {
      get: (store, name) => name === step
        ? () => { throw new Error('died') }
        : (store[name as keyof typeof store] as unknown as { bind(to: unknown): unknown }).bind(store),
    })
    await expect(stage.round(stage.sealer({ store: dying('keep') }))).rejects.toThrow('died')
    expect((await stage.store.tree('ledger', (await stage.events.head('ledger')).incarnation)).tree.size).toBe(0)
    await expect(stage.round(stage.sealer({ store: dying('keepSigned') }))).rejects.toThrow('died')
    expect(await sizes()).toEqual([])
    const failing = new Archive('/dev/null/nowhere')
    const sealed = await stage.sealer({ archive: undefined }).round(new AbortController().signal)
    await expect(stage.publisher(failing).publish(sealed!.tree)).rejects.toThrow()
    expect(await sizes()).toEqual([300])
    expect(await stage.archive.last('ledger', await origin())).toBeUndefined()
    // Written to the folder, and died before that was noted: it is written once more, the same.
    await stage.archive.append('ledger', (await stage.store.unpublished('ledger', sealed!.tree.incarnation))[0]!.note, 1)
    await stage.round()
    expect((await stage.archive.last('ledger', await origin()))?.size).toBe(300)
    expect(await stage.faultsOfSigned()).toEqual([])
    await stage.append(5)
    await stage.round()
    expect(await sizes()).toEqual([300, 305])
    expect(await stage.faultsOfSigned()).toEqual([])
  })

  it('by two replicas at once without two checkpoints of a size or a smaller one after a larger', async () => {
    // Neither keeps what grew out of the tree until the other has read the same one, so they do meet.
    let atKeep = 0
    const meeting = new Proxy(stage.store, {
      get: (store, name) => {
        const own = store[name as keyof typeof store] as unknown as (...given: unknown[]) => unknown
        return async (...given: unknown[]) => {
          if (name === 'keep') {
            atKeep += 1
            await waitFor(() => atKeep >= 2, { everyMs: 1 })
          }
          return own.apply(store, given)
        }
      },
    })
    const rounds = async (): Promise<number> => {
      let fenced = 0
      const one = stage.sealer({ lookBackEvents: 0, store: meeting })
      for (let at = 0; at < 25; at += 1) {
        await stage.round(one).catch((error: unknown) => {
          if (!(error instanceof Fenced)) throw error
          fenced += 1
        })
      }
      return fenced
    }
    await stage.append(17)
    const writing = (async () => { for (let at = 1; at < 60; at += 1) await stage.append(17) })()
    const [one, other] = await Promise.all([rounds(), rounds(), writing])
    await stage.round()
    expect(one + other).toBeGreaterThan(0)
    expect((await sizes()).at(-1)).toBe(1_020)
    expect(await stage.faultsOfSigned()).toEqual([])
  })
})

describe('the fence in the database', () => {
  const root = new Uint8Array(32)

  it('refuses what was computed of a tree that has grown since', async () => {
    await stage.append(3)
    const before = (await stage.round())!.tree
    await stage.append(3)
    await stage.round()
    await expect(stage.store.keepSigned(before, root, 'of a smaller tree', 1)).rejects.toThrow(Fenced)
    const events = (await stage.all()).slice(3, 5)
    await expect(stage.store.keep(before, grow(sha256, before, events), 1)).rejects.toThrow(Fenced)
    expect(await sizes()).toEqual([3, 6])
    expect(await stage.faultsOfSigned()).toEqual([])
  })

  it('keeps the first checkpoint of a size, whoever signs it again', async () => {
    await stage.append(3)
    const { tree } = (await stage.round())!
    await stage.store.keepSigned(tree, root, 'another of the same size', 1)
    expect(await stage.faultsOfSigned()).toEqual([])
    expect(await sizes()).toEqual([3])
  })

  it('begins another tree where the log has another incarnation, with the same root while the log is the same', async () => {
    await stage.append(300)
    await stage.round()
    await mintIncarnation(stage.url)
    await stage.reopen()
    await stage.round()
    const [one, other] = await stage.signed()
    expect([one!.size, other!.size]).toEqual([300, 300])
    expect(one!.origin).not.toBe(other!.origin)
    expect(one!.root).toEqual(other!.root)
  })
})

describe('what contradicts what was sealed', () => {
  const change = "update eventstore.event set data = replace(data, '\"5\"', '\"6\"') where log = 'ledger' and position = 6"
  const back = "update eventstore.event set data = replace(data, '\"6\"', '\"5\"') where log = 'ledger' and position = 6"

  it('an event that was changed is named, and nothing more is signed until it is mended', async () => {
    await stage.append(600)
    await stage.round()
    await stage.asSuperuser(change)
    await stage.append(10)
    const sealer = stage.sealer({ lookBackEvents: 256 })
    const found = async () => (await stage.round(sealer))?.contradiction
    expect(await found()).toMatchObject({ code: 'sealed_event_changed', position: 6 })
    // Also by another process, whose own look back would not have come there yet.
    expect((await stage.round(stage.sealer({ lookBackEvents: 0 })))?.contradiction).toMatchObject({ position: 6 })
    expect(await sizes()).toEqual([600])
    await stage.asSuperuser(back)
    expect(await found()).toBeUndefined()
    expect(await sizes()).toEqual([600, 610])
    expect(await stage.faultsOfSigned()).toEqual([])
  })

  it('every event comes up again in turn, however few are looked at', async () => {
    await stage.append(1_000)
    await stage.round()
    await stage.asSuperuser("update eventstore.event set metadata = '{}' where log = 'ledger' and position = 700")
    const sealer = stage.sealer({ lookBackEvents: 1 })
    const found = []
    for (let round = 0; round < 4; round += 1) found.push((await stage.round(sealer))?.contradiction?.position)
    expect(found).toContain(700)
  })

  it('a log that was cut off, also when it grew again', async () => {
    await stage.append(50)
    await stage.round()
    await stage.asSuperuser(
      "delete from eventstore.event where log = 'ledger' and position > 40",
      "update eventstore.log set position = 40 where name = 'ledger'")
    expect((await stage.round())?.contradiction).toMatchObject({ code: 'log_shrank', position: 40 })
    await stage.append(30)
    expect((await stage.round())?.contradiction).toMatchObject({ code: 'sealed_event_changed', position: 50 })
    expect(await sizes()).toEqual([50])
  })

  it('a database whose trees were set back signs nothing smaller than what was published, and nothing else', async () => {
    await stage.append(50)
    await stage.round()
    await stage.asSuperuser('truncate sealer.trees, sealer.tiles, sealer.checkpoints')
    await stage.append(5)
    await stage.round()
    expect(await sizes()).toEqual([55])

    await stage.asSuperuser('truncate sealer.trees, sealer.tiles, sealer.checkpoints', change)
    expect((await stage.round())?.contradiction).toMatchObject({ code: 'signed_otherwise', position: 55 })
    await stage.asSuperuser(
      'truncate sealer.trees, sealer.tiles, sealer.checkpoints', back,
      "delete from eventstore.event where log = 'ledger' and position > 40",
      "update eventstore.log set position = 40 where name = 'ledger'")
    expect((await stage.round())?.contradiction).toMatchObject({ code: 'log_shrank' })
    expect(await sizes()).toEqual([])
  })
})

it('the archive is read past a line that was half written', async () => {
  await stage.append(3)
  await stage.round()
  const [first] = await stage.signed()
  const { appendFile, readdir } = await import('node:fs/promises')
  const [file] = await readdir(`${stage.folder}/ledger`)
  await appendFile(`${stage.folder}/ledger/${file}`, '{"at":"2026-01-01T00:00:00Z","checkpo')
  await stage.append(3)
  await stage.round()
  const last = await stage.archive.last('ledger', first!.origin)
  expect(last?.size).toBe(6)
  expect(parseSignedCheckpoint('nonsense')).toBeUndefined()
})
