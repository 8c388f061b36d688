import { Anchor, Badge, Code, Paper, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useRead } from '../../api/hooks.ts'
import { moneyText } from '../../format/money.ts'
import { useLanguage, useTexts } from '../../language/language.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Page } from '../../parts/page.tsx'
import { Read } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { percentOf } from './percent.ts'
import { SettingsForm } from './settings-form.tsx'
import { merchantTexts } from './texts.ts'

const example = (): string => `const stablegate = new Stablegate({ apiKey, baseUrl: '${globalThis.location.origin}' })
const payment = await stablegate.payments.create(
  { reference: 'order-1001', amount: { amount: '720.00', currency: 'CNY' } },
  { idempotencyKey: 'order-1001' },
)
redirect(checkoutUrl('${globalThis.location.origin}', payment.id))`

export default (): ReactNode => {
  const t = useTexts(merchantTexts).settings
  const { language } = useLanguage()
  const read = useRead('getOwnMerchant', {})
  return (
    <Page title={t.title} text={t.text}>
      <Paper>
        <Read of={read}>
          {(merchant) => (
            <Facts facts={[
              [t.name, merchant.name], [t.id, <Copy key="id" text={merchant.id} />],
              [t.status, <Badge key="status" color={merchant.status === 'active' ? 'jade' : 'red'}>{t[merchant.status]}</Badge>],
              [t.mode, merchant.livemode ? t.live : t.test], [t.tier, t.tiers[merchant.tier]],
              [t.fee, t.feeText(percentOf(merchant.fees.bps), moneyText(merchant.fees.fixed, language))],
              [t.agent, merchant.agent?.agent], [t.since, <When key="since" at={merchant.created_at} />],
            ]} />
          )}
        </Read>
      </Paper>
      <SettingsForm />
      <Paper>
        <Title order={2}>{t.integrate}</Title>
        <Text size="sm" c="dimmed" mb="md">{t.integrateText}</Text>
        <Code block tabIndex={0}>{example()}</Code>
        <Anchor href="/v1/openapi.json" size="sm" mt="sm" display="inline-block">{t.reference}</Anchor>
      </Paper>
    </Page>
  )
}
