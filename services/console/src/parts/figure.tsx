import { Group, Paper, Text } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

/** One number with its name. With `to` all of it is a link; a colour says that it wants to be looked at. */
export const Figure = ({ title, children, hint, to, color, icon: Icon }: {
  readonly title: string
  readonly children: ReactNode
  readonly hint?: ReactNode
  readonly to?: string
  readonly color?: 'red' | 'orange' | 'blue' | undefined
  readonly icon?: TablerIcon
}): ReactNode => {
  const tone = color === undefined ? undefined : `var(--mantine-color-${color}-text)`
  return (
    <Paper p="md" className={to === undefined ? 'figure' : 'figure figure-link'}
      {...(tone === undefined ? {} : { style: { borderColor: tone } })}>
      <Group gap={6} wrap="nowrap" c="dimmed">
        {Icon && <Icon size={16} stroke={1.7} aria-hidden {...(tone === undefined ? {} : { color: tone })} />}
        {to === undefined
          ? <Text size="sm">{title}</Text>
          : <Link to={to} className="figure-name"><Text span size="sm">{title}</Text></Link>}
      </Group>
      <Text component="div" fw={650} lh={1.3} className={`amount ${typeof children === 'number' ? 'figure-count' : 'figure-value'}`}
        {...(tone === undefined ? {} : { style: { color: tone } })}>{children}</Text>
      {hint !== undefined && <Text component="div" size="xs" c="dimmed">{hint}</Text>}
    </Paper>
  )
}
