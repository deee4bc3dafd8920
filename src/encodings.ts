// The encodings of text that can be read, by the name that --encoding knows. Names of the same thing lead to one: that of
// https://encoding.spec.whatwg.org/, which also reads ISO-8859-1 as windows-1252 and GB 2312 as GB 18030, because pages that say the one hold the other.

export const encodings: readonly string[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].map((page) => `windows-${page}`),
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  'koi8-r',
  'koi8-u',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
]

const OTHERS: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
  'utf-16': 'utf-16le',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-11': 'windows-874',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  'big5-hkscs': 'big5',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
  'x-sjis': 'shift_jis',
  'windows-31j': 'shift_jis',
  'ks_c_5601-1987': 'euc-kr',
  'windows-949': 'euc-kr',
  cp949: 'euc-kr',
}

/** The name of what somebody calls so; null when it is none that is read. */
export function encodingCalled(text: string): string | null {
  const name = text.trim().replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
  const called = OTHERS[name] ?? name.replace(/^cp-?(125\d)$/, 'windows-$1').replace(/^iso_?8859-/, 'iso-8859-')
  return encodings.includes(called) ? called : null
}
