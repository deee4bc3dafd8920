// The HTML report in a browser: Debian's chromium, or the one that CHROMIUM names. Without one these tests are skipped.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scan } from '../../src/index.js'
import type { ReportRecord, View } from '../../src/model.js'
import type { Ask } from '../../src/write/ask.js'
import { html } from '../../src/write/html/report.js'
import type { Made } from './press.js'
import { fingerprintOf, press, stories } from './press.js'

const program = process.env.CHROMIUM ?? '/usr/bin/chromium'
const there = existsSync(program)
const why = there ? '' : ` (skipped: there is no ${program}; CHROMIUM names another)`

const BLNS = new URL('../../../shared/data/hostile/blns/blns.json', import.meta.url).pathname
/** What a browser must not do, whatever an article says. */
const NASTY = [
  '<script>window.owned = 1</script>',
  '</script><script>window.owned = 1</script>',
  '<img src=x onerror="window.owned = 1">',
  '"><svg onload=window.owned=1>',
  "javascript:window.owned=1//'",
  '<!--<script>window.owned=1-->',
  '<style>*{display:none}</style>',
  '<base href="https://example.org/"><meta http-equiv=refresh content="0;url=https://example.org/">',
  '{{constructor.constructor("window.owned=1")()}}',
  'invoice\u202egnp.exe',
  '\u2028\u2029\0\ufeff',
  '\ud800',
]

describe.skipIf(!there)(`the HTML report in a browser${why}`, () => {
  let browser: Browser
  let dir: string
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'dittograph-html-'))
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  let files = 0
  function report(records: Iterable<ReportRecord>, view: View, ask: Partial<Ask> = {}): string {
    const path = join(dir, `${files++}.html`)
    const out: string[] = []
    html({ mode: 'scan', words: ['corpus'], ...ask })(records, { write: (text) => void out.push(String(text)) }, view)
    writeFileSync(path, out.join(''))
    return pathToFileURL(path).href
  }
  const made = (articles: readonly Made[], kinds?: Parameters<typeof press>[1]): string => {
    const { records, view } = press(articles, kinds)
    return report(records, view)
  }
  let corpus = ''
  beforeAll(() => {
    const found = scan({ patterns: ['corpus'] })
    corpus = report(found.report.records({ articles: 'all', list: true }), {
      colour: false,
      width: 80,
      ...found.report,
    })
    found.close()
  })

  /** A page that notes what it should not do. */
  async function open(
    url: string,
    size: { width: number; height: number } = { width: 1280, height: 900 },
    scheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; wrong: string[] }> {
    const page = await browser.newPage({ viewport: size, colorScheme: scheme })
    const wrong: string[] = []
    page.on('console', (message) => wrong.push(`console ${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => wrong.push(`error: ${error.message}`))
    page.on('dialog', (dialog) => {
      wrong.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!request.url().startsWith('data:') && request.url().split('#')[0] !== url.split('#')[0])
        wrong.push(`request: ${request.url()}`)
    })
    await page.goto(url)
    return { page, wrong }
  }
  const said = (page: Page): Promise<string> => page.locator('main:not([hidden]) .said').innerText()
  const active = (page: Page): Promise<string> =>
    page.locator('main:not([hidden]) .row.active').getAttribute('aria-posinset') as Promise<string>

  test('it loads from a disk with no error, no request and no dialog, and every place opens', async () => {
    const { page, wrong } = await open(corpus)
    expect(await page.locator('h1').innerText()).toContain('of the text is said twice')
    for (const place of ['findings', 'clusters', 'overview']) {
      await page.locator(`nav a[href="#${place}"]`).click()
      expect(await page.locator(`#page-${place}`).isVisible()).toBe(true)
    }
    expect(await page.locator('.fate').allInnerTexts()).toHaveLength(3)
    expect(wrong).toEqual([])
    await page.close()
  })

  test('filters: by kind, outlet, what is done, score; search; all of them together', async () => {
    const { page, wrong } = await open(`${corpus}#findings`)
    expect(await said(page)).toBe('120 of 158 findings')
    const chip = (name: string) => page.locator('.chip', { hasText: name })
    await chip('boilerplate').click()
    expect(await said(page)).toBe('158 of 158 findings')
    for (const name of ['copies', 'parts', 'passages', 'boilerplate']) await chip(name).click()
    expect(await said(page)).toBe('66 of 158 findings')
    await page.locator('summary', { hasText: 'Filters' }).click()
    await page.getByLabel('What is done').selectOption('would be cut')
    const cut = Number((await said(page)).split(' ')[0])
    expect(cut).toBeGreaterThan(10)
    expect(cut).toBeLessThan(66)
    await page.getByLabel('What is done').selectOption('anything')
    await page.getByLabel('Score from, per cent').fill('100')
    const exact = Number((await said(page)).split(' ')[0])
    expect(exact).toBeLessThanOrEqual(66)
    await page.getByLabel('Score from, per cent').fill('0')
    await page.getByLabel('Score to, per cent').fill('99')
    expect(Number((await said(page)).split(' ')[0]) + exact).toBe(66)
    await page.getByLabel('Score to, per cent').fill('100')
    await page.getByLabel('Outlet', { exact: true }).selectOption({ index: 1 })
    expect(Number((await said(page)).split(' ')[0])).toBeLessThan(66)
    await page.getByLabel('Outlet', { exact: true }).selectOption({ index: 0 })
    await page.locator('#page-findings input[type=search]').fill('LIBRÁRY lights')
    await expect.poll(() => said(page)).toBe('1 of 158 findings')
    expect(await page.locator('.row').innerText()).toContain('Lights on in the library')
    await page.locator('#page-findings input[type=search]').fill('no such words')
    await expect.poll(() => said(page)).toBe('0 of 158 findings')
    expect(wrong).toEqual([])
    await page.close()
  })

  test('a bar of the overview leads to its findings', async () => {
    const { page } = await open(corpus)
    await page.locator('.bars button', { hasText: 'copies' }).click()
    expect(await said(page)).toBe('38 of 158 findings')
    await page.locator('nav a[href="#overview"]').click()
    await page.locator('.outlets button', { hasText: 'Meridian Press' }).click()
    expect(await page.locator('.row').first().innerText()).not.toBe('')
    expect(new URL(page.url()).hash).toBe('#findings')
    await page.close()
  })

  test('with a baseline: what is known says so, and the overview leads to what is new', async () => {
    const { records, view } = press(stories(9))
    for (const [n, r] of records.filter((r) => r.type === 'finding').entries())
      if (n !== 4) Object.assign(r, { known: true })
    const { page, wrong } = await open(report(records, view, { news: new Set(['story-4']) }))
    expect(await page.locator('.baseline').innerText()).toBe(
      'Compared with a baseline: 8 findings known, 1 new at the gate.',
    )
    await page.locator('.baseline button', { hasText: 'new at the gate' }).click()
    expect(await said(page)).toBe('1 of 9 findings')
    expect(await page.locator('.row .known').count()).toBe(0)
    await page.getByLabel('Baseline').selectOption('known only')
    expect(await said(page)).toBe('8 of 9 findings')
    await page.locator('.row').first().click()
    expect(await page.locator('.row .known').first().innerText()).toBe('known')
    expect(await page.locator('.finding .known').innerText()).toBe('known: it is in the baseline')
    expect(wrong).toEqual([])
    await page.close()
    // Without one nothing speaks of it.
    const other = await open(`${made(stories(3))}#findings`)
    expect(await other.page.getByLabel('Baseline').count()).toBe(0)
    expect(await other.page.locator('.baseline').count()).toBe(0)
    await other.page.close()
  })

  test('what a rule means is in the page itself', async () => {
    const { page, wrong } = await open(`${corpus}#findings`)
    await page.keyboard.press('j')
    await page.locator('.rule summary').click()
    expect(await page.locator('.rule').innerText()).toContain('The first printing is the source and is never cut.')
    expect(await page.locator('.rule code', { hasText: 'dittograph clean --dry-run --diff' }).count()).toBe(1)
    expect(
      await page.locator('a[href]').evaluateAll((all) => all.filter((a) => !a.getAttribute('href')!.startsWith('#'))),
    ).toEqual([])
    expect(wrong).toEqual([])
    await page.close()
  })

  test('of a copy that stands in an article but for its full stop nothing more is said', async () => {
    const { page } = await open(`${corpus}#findings`)
    await page.locator('.row', { hasText: 'Ferry hits barge' }).first().click()
    expect(await page.locator('.two .cell').last().innerText()).toMatch(/page two\.$/)
    expect(await page.locator('.finding').innerText()).not.toContain('says more')
    await page.close()
  })

  test('the keyboard', async () => {
    const { page, wrong } = await open(corpus)
    await page.keyboard.press('2')
    await page.waitForSelector('#page-findings:not([hidden])')
    await page.keyboard.press('j')
    expect(await active(page)).toBe('1')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    expect(await active(page)).toBe('2')
    expect(new URL(page.url()).hash).toMatch(/^#finding-[0-9a-f]{16}$/)
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.className')).toBe('detail')
    await page.keyboard.press('j')
    expect(await active(page)).toBe('3')
    await page.keyboard.press('n')
    expect(await page.locator('.current').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('listbox')
    await page.keyboard.press('End')
    expect(await active(page)).toBe('120')
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    expect(await active(page)).toBe('2')
    await page.keyboard.press('/')
    await expect.poll(() => page.evaluate('document.activeElement.type')).toBe('search')
    await page.keyboard.type('jk2?')
    expect(await page.locator('#page-findings input[type=search]').inputValue()).toBe('jk2?')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    expect(await page.locator('dialog').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.locator('dialog').isVisible()).toBe(false)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none')
    expect(wrong).toEqual([])
    await page.close()
  })

  test('anchors lead to a finding, also one that the filters hide, and to a cluster', async () => {
    const { page, wrong } = await open(
      `${made(stories(40), ['copy', 'boilerplate', 'repeat'])}#finding-${fingerprintOf(4)}`,
    )
    expect(await page.locator('.finding h2').innerText()).toContain('stories')
    expect(await active(page)).not.toBeNull()
    await page.evaluate(`location.hash = 'cluster-${fingerprintOf(6)}'`)
    await page.waitForSelector('.cluster')
    expect(await page.locator('.cluster .card .title').first().innerText()).toBe(stories(40)[6]!.title)
    await page.evaluate("location.hash = 'finding-0badc0de0badc0de'")
    await page.waitForSelector('text=not in this file')
    await page.evaluate("location.hash = 'finding-%E0%A4%A<img>'")
    await page.evaluate("location.hash = 'cluster-constructor'")
    await page.waitForSelector('text=That cluster is not in this file')
    expect(wrong).toEqual([])
    await page.close()
  })

  test('both passages stand side by side with their differences, and as one text', async () => {
    const [one, two, three] = [
      'The ferry left at nine in thick fog with 17 aboard.',
      'Nobody was hurt, said the harbour master of Aldmoor.',
      'Buses will run until the boats return next week.',
    ]
    const base = { title: 'A', outlet: 'P', date: '2024-01-01' }
    const { page } = await open(
      `${made([
        { ...base, id: 'a', text: `${one}\n\n${two}\n\n${three}` },
        { ...base, id: 'b', text: `${one.replace('17', '19')}\n\n${three}\n\n${two} Fares stay as they are for now.` },
      ])}#finding-${fingerprintOf(1)}`,
    )
    expect(await page.locator('.two del').allInnerTexts()).toEqual(['17'])
    expect(await page.locator('.two ins').allInnerTexts()).toEqual(['19', 'Fares stay as they are for now'])
    expect(await page.locator('.two .moved').count()).toBe(2)
    expect(await page.locator('.sum').innerText()).toContain('Numbers that differ: 17 → 19')
    await page.locator('.ways button', { hasText: 'As one text' }).click()
    expect((await page.locator('.one p').first().innerText()).replace(/\s+/g, ' ')).toBe(
      'The ferry left at nine in thick fog with 17 19 aboard.',
    )
    await page.close()
  })

  test('a cluster: the original, its copies in order of time, what each cut and added, and how the story spread', async () => {
    const text = 'The ferry left at nine in thick fog. Nobody was hurt, said the harbour master of Aldmoor.'
    const { page } = await open(
      `${made([
        { id: 'a', title: 'First', text, outlet: 'Agency', date: '2024-01-01 08:00' },
        { id: 'b', title: 'Then', text: text.slice(0, 36), outlet: 'Paper', date: '2024-01-01 11:30' },
      ])}#cluster-${fingerprintOf(0)}`,
    )
    expect(await page.locator('.cluster .card .title').innerText()).toBe('First')
    expect(await page.locator('.copy .moment').innerText()).toBe('2024-01-01 11:30')
    expect(await page.locator('.changes').innerText()).toBe('cut 9 words, added nothing')
    expect(await page.locator('#page-clusters .spread .point').count()).toBe(2)
    expect(await page.locator('#page-clusters .spread figcaption').innerText()).toContain(
      '2 printings in 2 outlets within 4 hours',
    )
    await page.locator('.copy button').click()
    expect(await page.locator('.copy del.change').innerText()).toContain('Nobody was hurt')
    await page.close()
  })

  test('script in a text, a title, an id or an outlet stays text', async () => {
    const strings = [...NASTY, ...(existsSync(BLNS) ? (JSON.parse(readFileSync(BLNS, 'utf8')) as string[]) : [])]
    const articles = strings.map((text, n) => ({
      id: `${n} ${text}`,
      title: text,
      text: `${text}\n\n${text} once more, ${text}`,
      outlet: text.slice(0, 60),
      date: text.slice(0, 20),
    }))
    const url = made(articles, ['copy', 'repeat', 'boilerplate'])
    const { page, wrong } = await open(url)
    const ours =
      '[document.scripts.length, document.querySelectorAll("img, svg, iframe, object, embed, base, style, link, meta, form[action]").length]'
    const before = await page.evaluate(ours)
    await page.locator('nav a[href="#findings"]').click()
    // Every finding and every cluster is opened by its anchor; what its last card is titled comes back.
    const visit = (kind: string, ids: readonly string[]): Promise<string[]> =>
      page.evaluate(`(async () => {
        const seen = []
        for (const id of ${JSON.stringify(ids)}) {
          location.hash = '${kind}-' + id
          while (document.getElementById('${kind}-' + id) === null) await new Promise((go) => setTimeout(go))
          seen.push([...document.querySelectorAll('.${kind} .card .title')].at(-1).textContent)
        }
        return seen
      })()`)
    const seen = await visit(
      'finding',
      strings.map((_, n) => fingerprintOf(n)),
    )
    for (const [n, title] of seen.entries()) {
      // What cannot be seen is spelled out; all else stands as it is. Without a title there is the id.
      if (!/[^\x20-\x7e]/.test(strings[n]!)) expect(title).toBe(strings[n] === '' ? `${n} ` : strings[n])
      expect(title).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
    }
    await visit(
      'cluster',
      strings.flatMap((_, n) => (n % 2 === 0 && n + 1 < strings.length ? [fingerprintOf(n)] : [])),
    )
    expect(await page.evaluate(ours)).toEqual(before)
    expect(await page.evaluate('window.owned')).toBeUndefined()
    expect(wrong).toEqual([])
    await page.close()
  })

  test('10,000 findings: painted soon, and only the rows in sight are there', async () => {
    const url = made(stories(10_000), ['copy', 'passage', 'repeat'])
    const { page, wrong } = await open(`${url}#findings`)
    const nodes = (): Promise<number> => page.evaluate('document.querySelectorAll("*").length')
    expect(await said(page)).toBe('10,000 of 10,000 findings')
    const few = await nodes()
    expect(few).toBeLessThan(1500)
    await page.evaluate(
      `(() => { const list = document.querySelector('#page-findings .list'); list.scrollTop = list.scrollHeight })()`,
    )
    await page.waitForSelector('.row[aria-posinset="10000"]')
    expect(await nodes()).toBeLessThan(1500)
    await page.keyboard.press('End')
    await page.waitForSelector('.finding')
    expect(await nodes()).toBeLessThan(2000)
    const paint = await page.evaluate<number>(
      'new Promise((done) => new PerformanceObserver((list) => { for (const e of list.getEntries()) if (e.name === "first-contentful-paint") done(Math.round(e.startTime)) }).observe({ type: "paint", buffered: true }))',
    )
    console.log(`10,000 findings: first paint after ${paint} ms, ${few} elements`)
    expect(wrong).toEqual([])
    await page.close()
  })

  test('at 400 px nothing is wider than the screen, and list and reading take turns', async () => {
    const { page, wrong } = await open(corpus, { width: 400, height: 800 })
    const wide =
      '[...document.querySelectorAll("main:not([hidden]) *")].filter((e) => !e.closest(".chips, .row, .lane") && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName + "." + e.className)'
    for (const place of ['overview', 'findings', 'clusters']) {
      await page.locator(`nav a[href="#${place}"]`).click()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
      expect(await page.evaluate(wide)).toEqual([])
      if (place === 'overview') continue
      await page.locator('main:not([hidden]) .row').nth(2).click()
      expect(await page.locator('main:not([hidden]) .side').isVisible()).toBe(false)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
      expect(await page.evaluate(wide)).toEqual([])
      await page.locator('main:not([hidden]) .back').click()
      expect(await page.locator('main:not([hidden]) .side').isVisible()).toBe(true)
    }
    expect(wrong).toEqual([])
    await page.close()
  })

  // WCAG 2.1, 1.4.3: text against what lies behind it, 4.5 to 1; large text 3 to 1. Controls that are switched off are exempt.
  const CONTRAST = `(() => {
    const rgba = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1] }
    const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }); return 0.2126 * x + 0.7152 * y + 0.0722 * z }
    const bad = []
    for (const e of document.querySelectorAll('body *')) {
      if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '') || e.closest('[hidden], :disabled, script, noscript, dialog:not([open])')) continue
      if (e.getClientRects().length === 0) continue
      const style = getComputedStyle(e)
      let behind = e
      while (behind !== null && rgba(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement
      const [a, b] = [light(rgba(style.color)), light(rgba(getComputedStyle(behind).backgroundColor))]
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      const size = parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio < (large ? 3 : 4.5)) bad.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2) + ' ' + e.textContent.slice(0, 40))
    }
    return [...new Set(bad)]
  })()`
  test.each(['light', 'dark'] as const)('contrast is AA, %s', async (scheme) => {
    const { page } = await open(corpus, { width: 1280, height: 900 }, scheme)
    expect(await page.evaluate(CONTRAST)).toEqual([])
    for (const place of ['findings', 'clusters']) {
      await page.locator(`nav a[href="#${place}"]`).click()
      for (let n = 0; n < 12; n++) {
        await page.keyboard.press('j')
        expect(await page.evaluate(CONTRAST)).toEqual([])
      }
    }
    await page.keyboard.press('?')
    expect(await page.evaluate(CONTRAST)).toEqual([])
    await page.close()
  })

  test('right-to-left text keeps its direction to itself', async () => {
    const { page } = await open(`${corpus}#findings`)
    await page.locator('#page-findings input[type=search]').fill('قطاف')
    await expect.poll(() => page.locator('#page-findings .row').count()).toBe(1)
    await page.locator('.row').click()
    const direction = (of: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(of)})).direction`)
    expect(await direction('.beside p[dir=auto]')).toBe('rtl')
    expect(await direction('.finding .card bdi')).toBe('rtl')
    expect(await direction('.finding .facts')).toBe('ltr')
    await page.close()
  })

  test('on paper there are no controls', async () => {
    const { page } = await open(`${corpus}#findings`)
    await page.keyboard.press('j')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.evaluate(CONTRAST)).toEqual([])
    for (const of of ['nav', '.side', '.ways']) expect(await page.locator(of).first().isVisible(), of).toBe(false)
    expect(await page.locator('.finding').isVisible()).toBe(true)
    await page.close()
  })

  test('on paper stands the list, where nothing is open, and both texts side by side, where something is', async () => {
    const { page } = await open(`${corpus}#findings`, { width: 794, height: 1123 })
    await page.emulateMedia({ media: 'print' })
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await page.locator('.leaf:visible').count()).toBe(120)
    expect(await page.locator('.detail').innerText()).toContain('120 of 158 findings')
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(await page.locator('.leaf').count()).toBe(0)
    await page.emulateMedia({ media: 'screen' })
    await page.locator('.row', { hasText: 'copy' }).first().click()
    await page.locator('.ways button', { hasText: 'Side by side' }).click()
    await page.emulateMedia({ media: 'print' })
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await page.locator('.leaf').count()).toBe(0)
    const cells = await page.locator('.two .cell').all()
    const [left, right] = await Promise.all(cells.slice(0, 2).map((cell) => cell.boundingBox()))
    expect(right!.x).toBeGreaterThan(left!.x + left!.width - 1)
    expect(right!.y).toBe(left!.y)
    await page.close()
  })

  test('without script it says what was found', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(corpus)
    expect(await page.locator('noscript').innerText()).toContain(
      '174 articles read: would be kept 109, cut 45, removed 20; skipped 0.',
    )
    await context.close()
  })
})
