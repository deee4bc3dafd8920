// Addresses: whose site, and whether two are one.
import { expect, it } from 'vitest'
import { addressOf, sameSite, siteOf } from '../src/address.js'

it('one address, however it is written', () => {
  const one = 'courier.example/news/pier'
  for (const url of [
    'https://courier.example/news/pier',
    'http://www.courier.example/news/pier/',
    '//m.courier.example/news/pier#top',
    'https://COURIER.example:443/news/pier?utm_source=feed&fbclid=7',
    'https://amp.courier.example/news/pier/amp/',
    'https://ann@courier.example/news/pier/index.html',
  ])
    expect(addressOf(url), url).toBe(one)
  expect(addressOf('https://courier.example/?p=7&utm_medium=x')).toBe('courier.example?p=7')
  for (const url of ['', 'courier.example/news', 'mailto:ann@courier.example', 'http://localhost/x', 'ftp:x'])
    expect(addressOf(url), url).toBe(null)
})

it('whose site', () => {
  const same = (a: string, b: string): boolean => sameSite(siteOf(`https://${a}/`)!, siteOf(`https://${b}/`)!)
  for (const [a, b] of [
    ['www.courier.example', 'courier.example'],
    ['edition.courier.com', 'money.courier.com'],
    ['news.courier.co.uk', 'sport.courier.co.uk'],
  ] as const)
    expect(same(a, b), `${a} ${b}`).toBe(true)
  for (const [a, b] of [
    ['courier.example', 'post.example'],
    ['courier.co.uk', 'post.co.uk'],
    ['spa.gov.sa', 'moi.gov.sa'],
    ['ann.substack.com', 'tom.substack.com'],
    ['courier.com', 'courier.net'],
  ] as const)
    expect(same(a, b), `${a} ${b}`).toBe(false)
})
