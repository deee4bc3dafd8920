// What a copy alone holds and nobody keeps it for.
import { expect, it } from 'vitest'
import { trivial } from '../src/trivia.js'

/** Is the word in brackets of no account? */
const of = (marked: string): boolean => {
  const start = Buffer.byteLength(marked.slice(0, marked.indexOf('[')))
  const text = Buffer.from(marked.replace(/[[\]]/g, ''))
  return trivial(text, [[start, start + Buffer.byteLength(marked.slice(marked.indexOf('[') + 1, marked.indexOf(']')))]])
}

it('a share price and a telephone line', () => {
  expect(of('The company makes pumps. Its shares were trading up [31] pence at noon. It said no more.')).toBe(true)
  expect(of('Pumps are sold.\nNewsroom tel. (01632) 960 [123]')).toBe(true)
  expect(of('Pumps are sold.\n+44 1632 960123, [Hafn] newsroom')).toBe(true)
})
it('the number that is the news, and words', () => {
  expect(of('It offered [31] pence for shares that were trading at noon.')).toBe(false)
  expect(of('Profit rose to [31] mln dlrs.')).toBe(false)
  expect(of('Net shr [31] cts vs 28 cts.')).toBe(false)
  expect(of('Its shares were trading up 31 pence, said [Gull].')).toBe(false)
  expect(of('Fourteen [14] piles rotted.')).toBe(false)
})
it('in five languages', () => {
  for (const line of [
    'Die Kolbe-Aktie notierte zuletzt bei [31] Euro.',
    "L'action Gravier cotait [31] euros vers midi.",
    'Las acciones de Grava subían un [3,1] por ciento al mediodía.',
    'وأغلق سهم الشركة اليوم. وارتفع السهم وهو سهم أغلق عند [31] ريالا',
    'Pumpen.\nRückfragen an die Pressestelle: Tel. 01632 960 [123]',
    'Pompes.\nRédaction : téléphone 01 63 29 60 [12]',
    'Bombas.\nRedacción: teléfono 016 329 60 [123]',
    'مضخات.\nللتواصل هاتف ٠١٦٣٢٩٦٠[١٢٣]',
  ])
    expect(of(line), line).toBe(true)
  for (const line of [
    'Die Aktie notierte bei 28 Euro, das Angebot liegt bei [31] Euro.',
    "L'action cotait 28 euros, l'offre est de [31] euros par action.",
    'Las acciones subían tras una oferta de [31] euros.',
    'ارتفع سهم الشركة بعد توزيع أرباح قدرها [31] ريالا',
    'Der Rat kaufte [31] Aktien.',
    'Die Anteile der Frauen stiegen auf [31] Prozent.',
    'Los valores democráticos cotizan poco, dijeron [31] alcaldes.',
  ])
    expect(of(line), line).toBe(false)
})
it('nothing is not nothing of account', () => {
  expect(trivial(Buffer.from('x'), [])).toBe(false)
})
