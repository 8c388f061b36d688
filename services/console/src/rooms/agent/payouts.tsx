import type { ReactNode } from 'react'
import { useTexts } from '../../language/language.tsx'
import { Page } from '../../parts/page.tsx'
import { AskPayout } from '../../parts/payouts/ask.tsx'
import { Withdrawals } from '../acceptor/withdraw.tsx'
import { agentTexts } from './texts.ts'

/** Where an agent's money goes, and what went; the parts are those of acceptors. */
const Payouts = (): ReactNode => {
  const t = useTexts(agentTexts)
  return (
    <Page title={t.payouts} text={t.payoutsText} actions={<AskPayout />}>
      <Withdrawals />
    </Page>
  )
}

export default Payouts
