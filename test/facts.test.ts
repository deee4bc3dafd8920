// What an article says of itself, from its fields, its head and its foot.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Stated } from '../src/facts.js'
import { agencyOf, statedBy } from '../src/facts.js'

interface Given {
  readonly head?: string
  readonly foot?: string
  readonly author?: string
  readonly title?: string
  readonly source?: string
  readonly url?: string
}
const stated = ({ head = '', foot = head, author, title, source, url }: Given): Stated =>
  statedBy(
    { id: null, title: title ?? null, date: null, url: url ?? null, source: source ?? null, author: author ?? null },
    head,
    foot,
  )

/** "AP@dateline", "dpa@credit line~" for a part. */
const credits = (given: Given): string[] =>
  stated(given).credits.map((c) => `${c.agency}@${c.where}${c.whole ? '' : '~'}${c.listed ? '' : '?'}`)

describe('credits, language by language', () => {
  const cases: readonly (readonly [language: string, given: Given, credit: string])[] = [
    ['en', { head: 'KETTLE POINT, Feb 26 (AP) — The council voted to close the pier.' }, 'AP@dateline'],
    ['en', { head: 'KETTLE POINT (Reuters) - The council voted to close the pier.' }, 'Reuters@dateline'],
    ['en', { head: 'The council voted.', foot: 'It will meet again.\n Reuter\n&#3;' }, 'Reuters@end'],
    ['en', { foot: 'It will meet again.\n\n© 2017 The Associated Press. All rights reserved.' }, 'AP@copyright'],
    ['en', { foot: 'It will meet again.\n\n(Reporting by Ann Gull; Editing by Tom Rook)' }, 'Reuters@end'],
    ['de', { head: 'WESERLAND (dpa/lno) - Der Rat hat die Brücke gesperrt.' }, 'dpa@dateline'],
    ['de', { foot: 'Der Rat tagt wieder.\n\nQuelle: dpa' }, 'dpa@credit line'],
    ['fr', { head: 'Valserre, le 9 août (AFP) - Le conseil a fermé le pont.' }, 'AFP@dateline'],
    ['es', { head: 'La Ribera, 21 jul (EFE).- El concejo cerró el muelle.' }, 'EFE@dateline'],
    ['it', { head: '(ANSA) - PONTEVERDE, 21 LUG - Il consiglio ha chiuso il ponte.' }, 'ANSA@dateline'],
    ['pt', { foot: 'O conselho volta a reunir-se.\n\nFonte: Lusa' }, 'Lusa@credit line'],
    ['nl', { head: 'VELDSTAD (ANP) - De raad heeft de brug gesloten.' }, 'ANP@dateline'],
    ['pl', { head: 'BRZEZINY (PAP) - Rada zamknęła most.' }, 'PAP@dateline'],
    ['tr', { head: 'KIYIKENT (AA) - Meclis köprüyü kapattı.' }, 'Anadolu@dateline'],
    ['ru', { head: 'КАМНЕГОРСК, 21 июля. /ТАСС/. Совет закрыл мост.' }, 'TASS@dateline'],
    ['uk', { foot: 'Рада збереться знову.\n\nДжерело: Укрінформ' }, 'Ukrinform@credit line'],
    ['ar', { head: 'المرسى (أ ف ب) - أغلق المجلس الجسر.' }, 'AFP@dateline'],
    ['ar', { author: 'واس - الرياض' }, 'SPA@byline'],
    ['ar', { author: 'اسطنبول : د ب أ' }, 'dpa@byline'],
    ['ar', { author: 'القاهرة: أ. ش. أ' }, 'MENA@byline'],
    ['he', { head: 'שער הים (רויטרס) - המועצה סגרה את הגשר.' }, 'Reuters@dateline'],
    ['hi', { head: 'नई दिल्ली, 21 जुलाई (भाषा) परिषद ने पुल बंद किया।' }, 'PTI@dateline'],
    ['zh', { head: '新华社青江7月21日电 议会关闭了大桥。' }, 'Xinhua@dateline'],
    ['ja', { head: '【共同】議会は橋を閉鎖した。' }, 'Kyodo@dateline'],
    ['ja', { head: '［青江　２１日　ロイター］ - 議会は橋を閉鎖した。' }, 'Reuters@dateline'],
    ['ko', { head: '(청강=연합뉴스) 의회가 다리를 폐쇄했다.' }, 'Yonhap@dateline'],
    ['el', { foot: 'Το συμβούλιο συνεδριάζει πάλι.\n\nΠηγή: ΑΠΕ-ΜΠΕ' }, 'ANA-MPA@credit line'],
  ]
  it.each(cases)('%s %j', (_, given, credit) => {
    expect(credits(given)).toEqual([credit])
  })
  it('sixteen languages stand there', () => {
    expect(new Set(cases.map(([language]) => language)).size).toBeGreaterThanOrEqual(16)
  })
})

describe('a name is no credit', () => {
  it.each([
    'A spokesman told Reuters on Friday that the pier was closed.',
    'The pier is closed, AFP reported on Sunday.',
    'The Saudi Press Agency (SPA) said on Monday that the pier was closed.',
    'ذكرت وكالة الأنباء السعودية (واس) أن المجلس أغلق الجسر.',
    'The apple and the cap were in a trap at the spa.',
    'He took the map and a tap (app) and met pa.',
    'The bank bought shares of Thomson Reuters and of Bloomberg in one week.',
  ])('%s', (head) => {
    expect(credits({ head })).toEqual([])
  })
  it('a credit for a part makes nobody the author of all of it', () => {
    for (const foot of [
      'It will meet again.\n\nReuters contributed to this report.',
      'Der Rat tagt wieder.\n\nMit Material von Reuters.',
      'Le conseil se réunit.\n\n(avec Reuters)',
      'El concejo se reúne.\n\nCon información de Reuters.',
      'Совет соберётся.\n\nС использованием материалов Reuters.',
    ])
      expect(credits({ head: 'The council voted.', foot })).toEqual(['Reuters@credit line~'])
  })
  it('names on no list are told apart', () => {
    expect(credits({ head: 'KETTLE POINT (MP) - The council voted.' })).toEqual(['MP@dateline?'])
    expect(credits({ foot: 'It will meet again.\n\n© 2019 Meridian Press' })).toEqual(['Meridian Press@copyright?'])
  })
  it('an agency as an outlet', () => {
    expect(agencyOf(' Reuters ')).toBe('Reuters')
    expect(agencyOf('The Associated Press')).toBe('AP')
    expect(agencyOf('was')).toBe('SPA')
    expect(agencyOf('新华社')).toBe('Xinhua')
    expect(agencyOf('Reuters Fan Club')).toBe(null)
    expect(stated({ url: 'https://www.reuters.com/article/x' }).agency).toBe('Reuters')
  })
})

describe('where it appeared first', () => {
  it.each([
    ['en', 'This article first appeared in The Aldmoor Courier.', 'Aldmoor Courier'],
    ['en', 'Originally published by Kettle Post.', 'Kettle Post'],
    [
      'en',
      'This story was originally published at Kettle Post on May 3, 2019, and is republished here.',
      'Kettle Post',
    ],
    ['de', 'Dieser Artikel erschien zuerst in der Weserland-Bote.', 'Weserland-Bote'],
    ['de', 'Dieser Beitrag ist zuerst auf Weserland-Bote erschienen.', 'Weserland-Bote erschienen'],
    ['fr', 'Cet article a été publié initialement dans La Gazette de Valserre.', 'La Gazette de Valserre'],
    ['es', 'Publicado originalmente en La Ribera.', 'La Ribera'],
    ['pt', 'Texto publicado originalmente no Correio do Vale em 3 de maio.', 'Correio do Vale'],
    ['it', 'Articolo pubblicato originariamente su Il Ponte Verde.', 'Il Ponte Verde'],
    ['nl', 'Dit artikel verscheen eerder in De Veldstadter.', 'De Veldstadter'],
    ['sv', 'Artikeln publicerades först i Havsposten.', 'Havsposten'],
    ['pl', 'Tekst ukazał się pierwotnie w Gazeta Brzezin.', 'Gazeta Brzezin'],
    ['ru', 'Впервые опубликовано в Вестнике Камнегорска.', 'Вестнике Камнегорска'],
    ['tr', 'Bu makale ilk olarak Kıyıkent Postası’nda yayımlandı.', 'Kıyıkent Postası'],
    ['ar', 'نشر هذا المقال في صحيفة المرسى اليوم', 'المرسي اليوم'],
    ['he', 'הכתבה פורסמה לראשונה ב העיתון שער הים', 'שער הים'],
    ['zh', '本文首发于青江晚报。', '青江晚报'],
    ['id', 'Artikel ini pertama kali terbit di Suara Pelabuhan.', 'Suara Pelabuhan'],
  ])('%s: %s', (_, foot, name) => {
    const found = stated({ head: 'x', foot: `A text.\n\n${foot}` })
    expect(found.firstIn).toBe(name)
    expect(found.reprintOf?.name).toBe(name)
  })
  it('but not what appeared elsewhere, nor in the outlet itself, nor in no paper', () => {
    for (const foot of [
      'Doctors say that the fever first appeared in Ostrava Bay.',
      'She first appeared on Broadway in 1961.',
      'This article first appeared in our sister paper.',
    ])
      expect(stated({ head: 'x', foot: `A text.\n\n${foot}` }).reprintOf, foot).toBe(null)
    expect(
      stated({ foot: 'This article first appeared in the Aldmoor Courier.', source: 'Aldmoor Courier' }).reprintOf,
    ).toBe(null)
  })
})

it('who signs beside an agency', () => {
  for (const author of [
    'Ann Gull and Reuters',
    'المنامة - مشعي البريكان، واس',
    'كمال كافي، أ ف ب - تونس',
    'Ann Gull - dpa - Hafn',
  ])
    expect(credits({ author }), author).toEqual([expect.stringMatching(/@byline~$/)])
  for (const author of [
    'Ann Gull, Reuters',
    'By ANN GULL, Associated Press',
    'الرياض، عرعر - واس',
    'Hafn - dpa',
    'طهران، باريس - أ ف ب',
  ])
    expect(credits({ author }), author).toEqual([expect.stringMatching(/@byline$/)])
})

it('which version it says it is', () => {
  const mark = (title: string): string => {
    const found = stated({ title }).mark
    return found === null ? '-' : `${found.kind}${found.number ?? ''}`
  }
  expect(mark('UPDATE 2-Harbour bridge closed')).toBe('update2')
  expect(mark('Harbour bridge closed, 3rd Ld-Writethru')).toBe('update3')
  expect(mark('CORRECTED - Harbour bridge closed')).toBe('correction')
  for (const title of [
    'Berichtigung: Brücke',
    'CORRECCIÓN: el puente',
    'تصحيح: الجسر',
    '更正：大桥',
    'Поправка: мост',
    'תיקון: הגשר',
  ])
    expect(mark(title)).toBe('correction')
  expect(mark('RPT-Harbour bridge closed')).toBe('repeat')
  expect(mark('Harbour bridge closed')).toBe('-')
})

it('which day it is to the text', () => {
  for (const [today, yesterday] of [
    ['The council said today', 'The council said yesterday'],
    ['أعلن المجلس اليوم', 'أعلن المجلس أمس'],
    ['Der Rat hat heute', 'Der Rat hat gestern'],
    ['议会今天宣布', '议会昨天宣布'],
    ['Совет сегодня', 'Совет вчера'],
  ])
    expect([stated({ head: today! }).today, stated({ head: yesterday! }).today]).toEqual([1, -1])
  expect(stated({ head: 'The council of Todayville' }).today).toBe(0)
})

describe('laws', () => {
  it('any text is looked at without an error, and an empty one says nothing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'grapheme' }), fc.string({ maxLength: 300 }), (head, foot) => {
        expect(stated({ head, foot, author: foot, title: head }).credits.length).toBeLessThan(200)
      }),
    )
    const nothing = stated({})
    expect([nothing.credits, nothing.firstIn, nothing.mark, nothing.today, nothing.day]).toEqual([
      [],
      null,
      null,
      0,
      null,
    ])
  })
  it('hostile heads cost no more than honest ones', () => {
    const cost = (head: string): number => {
      const before = process.cpuUsage().user
      for (let i = 0; i < 300; i++) stated({ head, foot: head.slice(0, 300), author: head })
      return process.cpuUsage().user - before
    }
    const honest = 'The council voted on Tuesday to close the old ferry pier after divers found rotten piles. '
      .repeat(5)
      .slice(0, 400)
    cost(honest)
    const base = Math.max(2000, cost(honest))
    for (const unit of ['(', '(AP', ' - ', 'Reuters ', '© 2017 ', 'أ.', '新华社', 'by by ', '((((a', 'UPDATE '])
      expect(cost(unit.repeat(400).slice(0, 400)) / base).toBeLessThan(40)
  })
})
