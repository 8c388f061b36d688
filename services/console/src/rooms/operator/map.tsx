import { Group, Paper, Text, Title } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import type { CSSProperties, ReactNode } from 'react'
import { call, type Item } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import classes from './map.module.css'
import { lagOf, useServices } from './lags.tsx'
import { middleOf, places, ways } from './map-layout.ts'
import { mapTexts } from './map.texts.ts'

type Service = Item<'listParked'>
const everyMs = 10_000
/** After this nothing stands in any log: the answer is its head alone. */
const beyond = Number.MAX_SAFE_INTEGER

/** How far each log reaches; a log that nobody wrote yet is none. */
const useHeads = (logs: readonly string[]): ReadonlyMap<string, number> => {
  const reads = useQueries({
    queries: logs.map((log) => ({
      queryKey: ['readLog', 'head', log], refetchInterval: everyMs,
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        call('readLog', { params: { log }, query: { after: beyond, limit: 1 } }, { signal }).catch(() => null),
    })),
  })
  return new Map(reads.flatMap(({ data }, index) => (data ? [[logs[index] ?? '', data.head.position] as const] : [])))
}

const Node = ({ name, color, lines, isBroken }: {
  readonly name: string; readonly color: string; readonly lines: readonly string[]; readonly isBroken: boolean
}): ReactNode => {
  const t = useTexts(mapTexts)
  const [column, row] = places[name] ?? []
  const style = { '--node-color': `var(--mantine-color-${color}-6)`, gridColumn: column, gridRow: row } as CSSProperties
  return (
    <li className={`${classes['node']} ${isBroken ? classes['broken'] : ''}`} style={style}>
      <Group justify="space-between" gap={4} wrap="nowrap">
        <Text span size="sm" fw={650}>{name}</Text>
      </Group>
      <Text span size="xs" c="dimmed" display="block">{wordIn(t.does, name)}</Text>
      {lines.map((line) => <span key={line} className={classes['line']} style={{ display: 'block' }}>{line}</span>)}
    </li>
  )
}

const Ways = (): ReactNode => (
  <svg className={classes['ways']} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
    {ways.map(([from, to]) => {
      const [[x1, y1], [x2, y2]] = [middleOf(from), middleOf(to)]
      return <line key={`${from}-${to}`} x1={x1} y1={y1} x2={x2} y2={y2} stroke="currentColor" strokeWidth={1.5}
        vectorEffect="non-scaling-stroke" />
    })}
  </svg>
)

/** All services as they stand to each other, each with what is known of it now. */
export const SystemMap = ({ services }: { readonly services: readonly Service[] }): ReactNode => {
  const t = useTexts(mapTexts)
  const heads = useHeads(services.map(({ service }) => service))
  const reserves = useRead('listReservesProofs', { query: { limit: 1 } })
  const incidents = useRead('listIncidents', { query: { limit: 100, open: 'true' } })
  const lags = new Map(useServices().data?.data.map((one) => [one.service, lagOf(one)] as const))
  const prices = useRead('listReferences', {}, { everyMs })
  const stops = [...new Set((incidents.data?.data ?? []).flatMap(({ stops: each }) => each))]
  const proof = reserves.data?.data[0]
  const more: Readonly<Record<string, readonly string[]>> = {
    matching: prices.data ? [t.prices(String(prices.data.data.length))] : [],
    treasury: proof ? [`${t.reserves}: ${t.outcomes[proof.outcome]}`] : [],
    signer: stops.length > 0 ? [t.stops(stops.join(', '))] : [],
  }
  const isBroken = ({ service, reachable, parked }: Service): boolean => !reachable || parked.length > 0
    || (service === 'treasury' && proof?.outcome === 'shortfall') || (service === 'signer' && stops.length > 0)
  const broken = services.filter(isBroken).map(({ service }) => service)
  return (
    <Paper component="section" aria-label={t.map}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{t.map}</Title>
        <Text size="sm" fw={600} role="status" c={broken.length > 0 ? 'red' : 'dimmed'}>
          {broken.length > 0 ? t.broken(broken.join(', ')) : t.whole}</Text>
      </Group>
      <ul className={classes['map']} style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        <li aria-hidden style={{ position: 'absolute', inset: 0 }}><Ways /></li>
        {services.map((one) => (
          <Node key={one.service} name={one.service} isBroken={isBroken(one)} color={isBroken(one) ? 'red' : 'jade'} lines={[
            one.reachable ? heads.has(one.service) ? `${heads.get(one.service) ?? 0} ${t.events}` : t.idle : t.silent,
            ...((lags.get(one.service) ?? 0) > 0 ? [t.behind(String(lags.get(one.service)))] : []),
            ...(one.parked.length > 0 ? [t.parked(String(one.parked.length))] : []), ...more[one.service] ?? [],
          ]} />
        ))}
        {proof && <Node name="chain" isBroken={false} color="blue" lines={[`${t.solid} ${proof.block}`]} />}
      </ul>
    </Paper>
  )
}
