import { ActionIcon, CopyButton, Group, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { partTexts } from './texts.ts'

/** A text to be taken along, such as an id: shown as it is or shortened, copied whole. */
export const Copy = ({ text, shown = text, label }: {
  readonly text: string; readonly shown?: ReactNode; readonly label?: string
}): ReactNode => {
  const t = useTexts(partTexts)
  return (
    <Group gap={4} wrap="nowrap" display="inline-flex">
      <span className="identifier">{shown}</span>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t.copied : t.copy}>
            <ActionIcon variant="subtle" color={copied ? 'jade' : 'gray'} size="sm" onClick={copy}
              aria-label={`${copied ? t.copied : t.copy}: ${label ?? text}`}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  )
}
