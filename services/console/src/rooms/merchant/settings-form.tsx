import { ColorInput, Group, MultiSelect, Paper, SimpleGrid, Switch, Text, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer, Input } from '../../api/client.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { wordIn } from '../../language/texts.ts'
import { ActForm } from '../../parts/act-form.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Read } from '../../parts/states.tsx'
import { bpsOf, percentOf } from './percent.ts'
import { settingsTexts } from './settings.texts.ts'
import { merchantTexts } from './texts.ts'

type Settings = Answer<'getSettings'>
type Method = NonNullable<Settings['methods']>[number]
type Values = {
  readonly display_name: string; readonly colour: string; readonly return_url: string
  readonly max_spread_bps: string; readonly under_tolerance_bps: string; readonly over_tolerance_bps: string
  readonly on_chain: boolean
  /** Whether acceptors take payments at all; by no method chosen, by any. */
  readonly by_acceptors: boolean
  readonly methods: readonly Method[]
}

const share = (bps: number | null): string => (bps === null ? '' : percentOf(bps))
const valuesOf = (settings: Settings): Values => ({
  display_name: settings.display_name ?? '', colour: settings.colour ?? '', return_url: settings.return_url ?? '',
  max_spread_bps: share(settings.max_spread_bps), under_tolerance_bps: share(settings.under_tolerance_bps),
  over_tolerance_bps: share(settings.over_tolerance_bps), on_chain: settings.on_chain !== false,
  by_acceptors: settings.methods?.length !== 0, methods: settings.methods ?? [],
})

const methodsOf = ({ by_acceptors: byAcceptors, methods }: Values): readonly Method[] | null => {
  if (!byAcceptors) return []
  return methods.length === 0 ? null : methods
}

const written = (text: string): string | null => (text.trim() === '' ? null : text.trim())
/** What is no share is sent as it stands, so that the API names the field. */
const bps = (text: string): number | null => (text.trim() === '' ? null : bpsOf(text) ?? -1)

const changeOf = (values: Values): Input<'changeSettings'>['body'] => ({
  display_name: written(values.display_name), colour: written(values.colour), return_url: written(values.return_url),
  max_spread_bps: bps(values.max_spread_bps), under_tolerance_bps: bps(values.under_tolerance_bps),
  over_tolerance_bps: bps(values.over_tolerance_bps),
  // What is the default anyway is left to it.
  on_chain: values.on_chain ? null : false, methods: methodsOf(values),
})

const swatches = ['#0a7d55', '#1d4ed8', '#7c3aed', '#b91c1c', '#c2410c', '#0f172a']

const Change = ({ settings }: { readonly settings: Settings }): ReactNode => {
  const t = useTexts(settingsTexts)
  const { methods: words } = useTexts(merchantTexts)
  const percent = { rightSection: '%', inputMode: 'decimal' as const, placeholder: t.default }
  return (
    // Another version begins a new form: what somebody else changed is not written over unseen.
    <ActForm key={settings.version} act="changeSettings" submit={t.save} initial={valuesOf(settings)}
      refreshes={['getSettings']} input={(values) => ({ body: changeOf(values) })}>
      {(form) => (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label={t.displayName} description={t.displayNameHint} maxLength={80} {...form.getInputProps('display_name')} />
            <ColorInput label={t.colour} description={t.colourHint} swatches={swatches} format="hex" placeholder={t.default}
              eyeDropperButtonProps={{ 'aria-label': t.pick }} {...form.getInputProps('colour')} />
          </SimpleGrid>
          <TextInput label={t.returnUrl} description={t.returnUrlHint} type="url" placeholder="https://shop.example/thanks"
            {...form.getInputProps('return_url')} />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput label={t.spread} description={t.spreadHint} {...percent} {...form.getInputProps('max_spread_bps')} />
            <TextInput label={t.under} description={t.underHint} {...percent} {...form.getInputProps('under_tolerance_bps')} />
            <TextInput label={t.over} description={t.overHint} {...percent} {...form.getInputProps('over_tolerance_bps')} />
          </SimpleGrid>
          <Switch label={t.onChain} description={t.onChainHint} {...form.getInputProps('on_chain', { type: 'checkbox' })} />
          <Switch label={t.acceptors} description={t.acceptorsHint} {...form.getInputProps('by_acceptors', { type: 'checkbox' })} />
          {form.values.by_acceptors && (
            <MultiSelect label={t.methods} placeholder={t.allMethods} clearable {...form.getInputProps('methods')}
              data={Object.entries(words).map(([value, label]) => ({ value, label }))} />
          )}
        </>
      )}
    </ActForm>
  )
}

const Shown = ({ settings }: { readonly settings: Settings }): ReactNode => {
  const t = useTexts(settingsTexts)
  const { methods: words } = useTexts(merchantTexts)
  const values = valuesOf(settings)
  const methods = values.methods.length === 0 ? t.allMethods : values.methods.map((method) => wordIn(words, method)).join(', ')
  const shareText = (text: string): string => (text === '' ? t.default : `${text} %`)
  return (
    <Facts facts={[
      [t.displayName, values.display_name || t.default], [t.colour, values.colour || t.default], [t.returnUrl, values.return_url || '–'],
      [t.spread, shareText(values.max_spread_bps)], [t.under, shareText(values.under_tolerance_bps)],
      [t.over, shareText(values.over_tolerance_bps)], [t.onChain, values.on_chain ? t.yes : t.no],
      [t.acceptors, values.by_acceptors ? methods : t.no],
    ]} />
  )
}

/** What a merchant chooses for its payments made from now on. */
export const SettingsForm = (): ReactNode => {
  const t = useTexts(settingsTexts)
  const mayAdminister = useMay('administer')
  const read = useRead('getSettings', {})
  return (
    <Paper>
      <Group justify="space-between" align="baseline">
        <Title order={2}>{t.title}</Title>
        {read.data && <Text size="xs" c="dimmed">{t.version(String(read.data.version))}</Text>}
      </Group>
      <Text size="sm" c="dimmed" mb="md">{t.text}</Text>
      <Read of={read}>{(settings) => (mayAdminister ? <Change settings={settings} /> : <Shown settings={settings} />)}</Read>
    </Paper>
  )
}
