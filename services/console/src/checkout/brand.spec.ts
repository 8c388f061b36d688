import { expect, it } from 'vitest'
import { inkOn } from './brand.ts'

it.each([
  ['#000000', '#ffffff'], ['#0a7d55', '#ffffff'], ['#1d4ed8', '#ffffff'],
  ['#ffffff', '#0b1210'], ['#ffd400', '#0b1210'], ['#2fbf8a', '#0b1210'],
])('on %s one reads %s', (colour, ink) => {
  expect(inkOn(colour)).toBe(ink)
})
