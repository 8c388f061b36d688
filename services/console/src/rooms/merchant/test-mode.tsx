import { Group, NumberInput, Paper, Text, Title } from '@mantine/core'
import { IconPlayerTrackNext } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { lengthText } from '../../format/time.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActButton } from '../../parts/act-form.tsx'
import { Rows } from '../../parts/data-table.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { testModeTexts, testScriptsInChinese } from './test-mode.texts.ts'
import { merchantTexts } from './texts.ts'

const everyMs = 15_000
const daySeconds = 86_400

const Clock = (): ReactNode => {
  const t = useTexts(testModeTexts)
  const mayMove = useMay('operate')
  const read = useRead('getTestClock', {}, { everyMs })
  return (
    <Paper component="section" aria-label={t.clock} mb="lg">
      <Group justify="space-between" mb="sm">
        <div><Title order={2}>{t.clock}</Title><Text size="sm" c="dimmed">{t.clockText}</Text></div>
        {mayMove && (
          <ActButton act="advanceTestClock" label={t.advance} text={t.clockText} icon={<IconPlayerTrackNext size={16} />}
            initial={{ days: 0, hours: 0, minutes: 1 }} input={(body) => ({ body })} refreshes={['getTestClock']}>
            {(form) => (
              <>
                <NumberInput label={t.days} min={0} max={400} {...form.getInputProps('days')} />
                <NumberInput label={t.hours} min={0} max={9_600} {...form.getInputProps('hours')} />
                <NumberInput label={t.minutes} min={0} max={576_000} {...form.getInputProps('minutes')} />
              </>
            )}
          </ActButton>
        )}
      </Group>
      <Read of={read} lines={2}>
        {({ now, ahead_seconds: ahead }) => {
          const days = Math.floor(ahead / daySeconds)
          const rest = lengthText((ahead % daySeconds) * 1_000)
          return <Facts facts={[[t.now, <When key="now" at={now} />], [t.ahead, days === 0 ? rest : `${t.dayCount(days)} ${rest}`]]} />
        }}
      </Read>
    </Paper>
  )
}

const Amounts = (): ReactNode => {
  const t = useTexts(testModeTexts)
  const { statuses, contexts } = useTexts(merchantTexts)
  const { language } = useLanguage()
  const read = useRead('listTestAmounts', {})
  const words = (ends: string): string => {
    const [status = '', context] = ends.split(' ')
    return context === undefined ? wordIn(statuses, status) : `${wordIn(statuses, status)} · ${wordIn(contexts, context)}`
  }
  const lineOf = (line: { readonly script: string; readonly happens: string; readonly you: string }) =>
    (language === 'zh' ? testScriptsInChinese[line.script] : undefined) ?? line
  return (
    <section aria-label={t.amounts}>
      <Title order={2}>{t.amounts}</Title>
      <Text size="sm" c="dimmed" mb="sm">{t.amountsText}</Text>
      <Read of={read}>
        {({ data }) => (
          <Paper>
            <Rows rows={data} label={t.amounts} keyOf={({ ending }) => ending} empty={<EmptyState title={t.noAmounts} />} columns={[
              { title: t.ending, cell: ({ ending }) => <span className="identifier">{ending}</span> },
              { title: t.happens, cell: (line) => lineOf(line).happens },
              { title: t.you, cell: (line) => lineOf(line).you || t.nothing },
              { title: t.ends, cell: ({ ends }) => words(ends) },
            ]} />
          </Paper>
        )}
      </Read>
    </section>
  )
}

/** What a developer needs to play every outcome: the documented amounts, and the clock. */
const TestMode = (): ReactNode => {
  const t = useTexts(testModeTexts)
  return <Page title={t.title} text={t.text}><Clock /><Amounts /></Page>
}

export default TestMode
