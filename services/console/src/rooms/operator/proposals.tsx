import { Alert, Anchor, Paper, Stack, Title } from '@mantine/core'
import { IconMoodSmile } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useUser } from '../../app/session-context.tsx'
import { useTexts } from '../../language/language.tsx'
import { Page } from '../../parts/page.tsx'
import { EmptyState, Read } from '../../parts/states.tsx'
import { AcceptorWaits, MerchantWaits } from './proposal.tsx'
import { proposalTexts } from './proposals.texts.ts'

const limit = 100

const Of = ({ name, to, children }: { readonly name: string; readonly to: string; readonly children: ReactNode }): ReactNode => (
  <Paper component="section" aria-label={name}>
    <Stack>
      <Title order={2}><Anchor component={Link} to={to} inherit>{name}</Anchor></Title>
      {children}
    </Stack>
  </Paper>
)

/** Everything that one operator asked for and another has to approve, of merchants and of acceptors. */
const Proposals = (): ReactNode => {
  const t = useTexts(proposalTexts)
  const { party } = useUser()
  const merchants = useRead('listMerchants', { query: { limit, waiting: 'true' } })
  const acceptors = useRead('listAcceptors', { query: { limit, waiting: 'true' } })
  const isEmpty = merchants.data?.data.length === 0 && acceptors.data?.data.length === 0
  return (
    <Page title={t.title} text={t.text}>
      {(merchants.data?.has_more === true || acceptors.data?.has_more === true) && <Alert color="orange">{t.more}</Alert>}
      <Read of={merchants}>
        {({ data }) => data.map((merchant) => (
          <Of key={merchant.id} name={merchant.name} to={`/${party}/merchants/${merchant.id}`}>
            {merchant.proposals.map((one) => <MerchantWaits key={one.id} merchant={merchant} one={one} />)}
          </Of>
        ))}
      </Read>
      <Read of={acceptors}>
        {({ data }) => data.map((acceptor) => (
          <Of key={acceptor.id} name={acceptor.name} to={`/${party}/acceptors/${acceptor.id}`}>
            {acceptor.proposals.map((one) => <AcceptorWaits key={one.id} acceptor={acceptor} one={one} />)}
          </Of>
        ))}
      </Read>
      {isEmpty && <Paper><EmptyState icon={IconMoodSmile} title={t.empty} text={t.emptyText} /></Paper>}
    </Page>
  )
}

export default Proposals
