import { defineTexts } from '../../language/texts.ts'

export const incidentTexts = defineTexts({
  en: {
    title: 'Incidents', text: 'What must not be. Each says what it stops until two operators close it.', open: 'Open', all: 'All', none: 'No incident is open',
    noneText: 'Shortfalls, outflows we did not sign, acts of the issuer and false solids appear here by themselves.', what: 'What', state: 'State',
    stops: 'Stops', stopsNothing: 'stops nothing', amount: 'Amount', since: 'Since', operators: 'Operators', cause: 'Cause', reason: 'Reason',
    propose: 'Propose to close', proposeText: 'Say what it was and why it is over. Another operator approves; then what it stopped runs again.',
    closeText: 'It stops nothing: it is closed at once.', approve: 'Approve closing', approveText: 'What it stopped runs again at once.',
    writeOff: 'Loss to be written off, in USDT', writeOffText: 'Leave empty where nothing was lost.', class: 'Taken from', yours: 'Proposed by you: somebody else has to approve.',
    classes: { deposit: 'deposit addresses', hot: 'hot wallet', cold: 'cold wallet', frozen: 'frozen' },
    states: { open: 'OPEN', closing: 'Closing', closed: 'Closed' },
  },
  zh: {
    title: '事故', text: '不该发生的事。在两位运营人员关闭之前，各自停止相应功能。', open: '未关闭', all: '全部', none: '没有未关闭事故',
    noneText: '储备短缺、非我方签名的转出、发行方行为和假确认会自动出现在这里。', what: '事项', state: '状态', stops: '停止', stopsNothing: '不停止任何功能', amount: '金额',
    since: '开始', operators: '操作人', cause: '原因', reason: '理由', propose: '提议关闭', proposeText: '说明是什么、为何已结束。另一位运营人员批准后恢复运行。',
    closeText: '不停止任何功能：立即关闭。', approve: '批准关闭', approveText: '被停止的功能立即恢复。', writeOff: '核销损失（USDT）', writeOffText: '无损失请留空。', class: '来源',
    yours: '由您提议：须他人批准。', classes: { deposit: '充值地址', hot: '热钱包', cold: '冷钱包', frozen: '冻结' }, states: { open: '未关闭', closing: '关闭中', closed: '已关闭' },
  },
})
