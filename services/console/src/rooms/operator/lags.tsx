import { Badge, Paper, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { mapTexts } from './map.texts.ts'

type Service = Item<'listServices'>
type Consumer = Service['consumers'][number] & { readonly service: string }
const everyMs = 5_000

/** Services with how far what they listen to is behind; read again by itself, for it changes all the time. */
export const useServices = () => useRead('listServices', {}, { everyMs })

/** How many events the slowest consumer of a service has yet to see. */
export const lagOf = ({ consumers, relay }: Service): number => Math.max(relay?.lag ?? 0, 0, ...consumers.map(({ lag }) => lag))

const isAtRest = ({ lag, state, parked }: Consumer): boolean => lag === 0 && parked === 0 && (state === 'active' || state === 'standby')

/** Who is behind, rebuilds or has stopped; nobody, on a good day. */
export const Lags = (): ReactNode => {
  const t = useTexts(mapTexts)
  const read = useServices()
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Title order={2} p="lg" pb={4}>{t.lags}</Title>
      <Read of={read}>
        {({ data }) => {
          const all: readonly Consumer[] = data.flatMap(({ service, consumers }) => consumers.map((one) => ({ ...one, service })))
          const behind = all.filter((one) => !isAtRest(one)).toSorted((a, b) => b.lag - a.lag)
          return (
            <>
              <Text size="sm" c="dimmed" px="lg" pb="sm">{t.consumers(String(all.length))}</Text>
              <Rows rows={behind} label={t.lags} keyOf={({ service, kind, name, log }) => `${service}:${kind}:${name}:${log}`}
                empty={<EmptyState title={t.caughtUp} />} columns={[
                  { title: t.consumer, cell: ({ service, kind, name }) => `${service} · ${kind} ${name}` },
                  { title: t.state, cell: ({ state, alert }) => (
                    <><Badge color={state === 'stopped' ? 'red' : 'blue'}>{t.states[state]}</Badge>{alert !== null &&
                      <Text size="xs">{alert}</Text>}</>
                  ) },
                  { title: t.position, end: true, cell: ({ log, position }) => `${log} ${position}` },
                  { title: t.lag, end: true, cell: ({ lag }) => lag },
                ]} />
            </>
          )
        }}
      </Read>
    </Paper>
  )
}
