import type { TablerIcon } from '@tabler/icons-react'
import type { ComponentType, LazyExoticComponent } from 'react'
import type { Party, Scope } from '../app/session.ts'

/** A word in both languages. */
export type Label = { readonly en: string; readonly zh: string }

export type RoomPage = {
  /** Below `/app/<room>/`; may name parameters: `payments/:payment`. Empty: where the room begins. */
  readonly path: string
  readonly title: Label
  readonly element: LazyExoticComponent<ComponentType>
  /** Who may open it; without it everybody of the room's parties. */
  readonly needs?: Scope
  /** A page without an icon is not in the navigation: it is reached from another. */
  readonly icon?: TablerIcon
  /** Of test mode only: in live mode it does not exist. */
  readonly isOfTestMode?: boolean
  /** On a phone these, four at most, stand at the bottom; the rest is in the menu. */
  readonly primary?: boolean
}

/** All pages of one kind of people. */
export type Room = {
  readonly name: string
  readonly parties: readonly Party[]
  readonly sections: readonly { readonly title?: Label; readonly pages: readonly RoomPage[] }[]
}

export const pagesOf = (room: Room): readonly RoomPage[] => room.sections.flatMap(({ pages }) => pages)
