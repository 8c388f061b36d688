import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

/** A page: its title, what can be done here, and its content in one column with even gaps. */
export const Page = ({ title, text, back, actions, children }: {
  readonly title: ReactNode
  readonly text?: ReactNode
  readonly back?: { readonly to: string; readonly label: string }
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactNode => (
  <Stack gap="lg">
    <div>
      {back && (
        <Anchor component={Link} to={back.to} size="sm" c="dimmed" mb={6} display="inline-flex">
          <Group gap={4} wrap="nowrap"><IconArrowLeft size={15} />{back.label}</Group>
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1}>{title}</Title>
          {text !== undefined && <Text component="div" c="dimmed" mt={2}>{text}</Text>}
        </div>
        {actions !== undefined && <Group gap="sm">{actions}</Group>}
      </Group>
    </div>
    {children}
  </Stack>
)
