import { defineTexts } from '../../language/texts.ts'

export const journalTexts = defineTexts({
  en: {
    title: 'Journal', text: 'What moved on each day (UTC).', by: 'Summed by', kind: 'Kind', account: 'Account', day: 'Day', lines: 'Lines',
    debits: 'Debits', credits: 'Credits', balance: 'Balance after', empty: 'Nothing moved yet',
  },
  zh: {
    title: '日记账', text: '每日变动（UTC）。', by: '汇总方式', kind: '类别', account: '账户', day: '日期', lines: '笔数', debits: '借方', credits: '贷方',
    balance: '期末余额', empty: '还没有变动',
  },
})
