import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTexts } from '../../language/language.tsx'
import { partTexts } from '../../parts/texts.ts'

/** A secret that this answer alone shows; it goes when the person says that it is kept, not by a stray click. */
export const ShownOnce = ({ title, text, secret, done, close }: {
  readonly title: string; readonly text: string; readonly secret: string | undefined; readonly done: string; readonly close: () => void
}): ReactNode => {
  const t = useTexts(partTexts)
  return (
    <Modal opened={secret !== undefined} onClose={close} title={title} closeOnClickOutside={false}
      closeOnEscape={false} withCloseButton={false}>
      <Stack>
        <Text size="sm" c="dimmed">{text}</Text>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{secret}</Code>
        <Group justify="flex-end">
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}>
                {copied ? t.copied : t.copy}
              </Button>
            )}
          </CopyButton>
          <Button onClick={close}>{done}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
