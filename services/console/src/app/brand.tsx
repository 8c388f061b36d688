import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export const Brand = (): ReactNode => (
  <Group gap={10} wrap="nowrap">
    <img src="/icon.svg" width={28} height={28} alt="" />
    <Text fw={700} fz="lg" lts="-0.02em">Stablegate</Text>
  </Group>
)
