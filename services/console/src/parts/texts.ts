import { defineTexts } from '../language/texts.ts'

export const partTexts = defineTexts({
  en: {
    loading: 'Loading', retry: 'Try again', failed: 'This could not be loaded', request: 'Request', empty: 'Nothing here yet',
    copy: 'Copy', copied: 'Copied', next: 'Next', previous: 'Previous', page: (page: number) => `Page ${page}`,
    paging: 'Pages of the list', cancel: 'Cancel', close: 'Close', confirm: 'Confirm', export: 'Export CSV', live: 'Live', all: 'All', none: '–',
    filters: 'Filters', wholeEvent: 'The whole event',
  },
  zh: {
    loading: '加载中', retry: '重试', failed: '无法加载', request: '请求', empty: '暂无内容',
    copy: '复制', copied: '已复制', next: '下一页', previous: '上一页', page: (page: number) => `第 ${page} 页`,
    paging: '列表分页', cancel: '取消', close: '关闭', confirm: '确认', export: '导出 CSV', live: '实时', all: '全部', none: '–',
    filters: '筛选', wholeEvent: '完整事件',
  },
})
