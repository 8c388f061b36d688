import { defineTexts } from '../../language/texts.ts'

export const screeningTexts = defineTexts({
  en: {
    title: 'Screening', none: 'not yet', again: 'Screen again', againText: 'By the lists of now. A hold or a rejection suspends at once.',
    lists: 'lists', outcomes: { pass: 'passed', hold: 'held: two people end it', reject: 'rejected' },
  },
  zh: {
    title: '合规筛查', none: '尚未筛查', again: '重新筛查', againText: '按当前名单筛查；若需人工核查或被拒绝，将立即暂停。', lists: '名单',
    outcomes: { pass: '通过', hold: '待核查：须两人解除', reject: '拒绝' },
  },
})
