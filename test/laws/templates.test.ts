// Forms that are filled in anew every day say the same words of different things. They are no copies of each other, long or short, in one paper or in
// many; nor are lists of names, and titles however long. The texts are written for this test.
import { describe, expect, it } from 'vitest'
import { mix } from '../../src/kernel/hash.js'
import { ocr, standard } from '../../src/recipe.js'
import type { Item } from './corpora.js'
import { inside, ofType, recordsOf } from './corpora.js'

const firms = [
  'Aldmoor Gravel',
  'Kettle Point Tin',
  'Northern Quay',
  'Harrow Lamp',
  'Sable Rope',
  'Corran Mills',
  'Ness Barge',
]
const towns = ['Aldmoor', 'Kettle Point', 'Corran', 'Harrowgate', 'Sablewick', 'Nessby', 'Lund']
const people = [
  'Ida Marsh',
  'Tom Verrill',
  'Anna Kolbe',
  'Piet Hahn',
  'Rosa Lindt',
  'Max Orme',
  'Lena Voss',
  'Jon Tarn',
  'Eva Brandt',
  'Karl Munk',
]
const films = [
  'The Last Ferry',
  'Salt',
  'A Winter Quay',
  'Brides of the Seal',
  'Gravel',
  'Fog Signals',
  'Nine Lamps',
  'Tide Tables',
]
/** Numbers and names that differ from form to form. */
const figure = (i: number, k: number, most: number): number => 1 + (mix(i * 1000 + k) % most)
const pick = (list: readonly string[], i: number, k = 0): string => list[mix(i * 77 + k) % list.length]!

const forms: Record<string, (i: number) => string> = {
  'dividend notices': (i) =>
    `${pick(firms, i)} Plc said its board declared a quarterly dividend of ${figure(i, 1, 90)} pence a share, payable on ${figure(i, 2, 28)} ${pick(['March', 'April', 'May', 'June', 'July'], i)} to holders of record on ${figure(i, 3, 28)} of that month.`,
  'results of a quarter': (i) =>
    `Shr ${figure(i, 1, 90)} cts vs ${figure(i, 2, 90)} cts\n    Net ${figure(i, 3, 900)},000 vs ${figure(i, 4, 900)},000\n    Revs ${figure(i, 5, 90)}.${figure(i, 6, 9)} mln vs ${figure(i, 7, 90)}.${figure(i, 8, 9)} mln\n    Avg shrs ${figure(i, 9, 9)},${100 + figure(i, 10, 800)},000 vs ${figure(i, 11, 9)},${100 + figure(i, 12, 800)},000\n    NOTE: Results include a gain of ${figure(i, 13, 900)},000 dlrs from the sale of land.`,
  'tables of scores': (i) =>
    [0, 1, 2, 3, 4, 5, 6]
      .map((k) => `${pick(towns, i, k)} ${figure(i, k, 5)} ${pick(towns, i + 1, k)} ${figure(i, k + 9, 5)}`)
      .join('\n'),
  'lottery numbers': (i) =>
    `The winning numbers in the midweek draw were ${[1, 2, 3, 4, 5, 6].map((k) => figure(i, k, 49)).join(', ')} and the bonus ball was ${figure(i, 7, 49)}. The jackpot of ${figure(i, 8, 20)} million crowns was shared by ${figure(i, 9, 9)} tickets. The next draw is on Saturday evening at eight.`,
  weather: (i) =>
    `${pick(towns, i)} and the coast: ${pick(['cloudy with showers', 'dry and bright', 'fog early, then sunny', 'rain at times'], i)}, winds ${pick(['westerly', 'northerly', 'light and variable', 'south-easterly'], i, 1)}, highest temperature ${figure(i, 1, 30)} degrees, lowest ${figure(i, 2, 12)}. Inland: ${pick(['showers dying out', 'a cold night', 'bright spells', 'heavy rain'], i, 2)}, ${figure(i, 3, 30)} degrees. Sunrise at 6.${10 + figure(i, 4, 49)}, sunset at 19.${10 + figure(i, 5, 49)}; high water at ${figure(i, 6, 12)}.${10 + figure(i, 7, 49)}.`,
  'listings of television': (i) =>
    [6, 7, 8, 9, 10, 11].map((h, k) => `${h}.${10 * (figure(i, k, 5) - 1) || '00'} ${pick(films, i, k)}`).join('\n'),
  'lists of names': (i) =>
    `The jury was made up of ${[0, 1, 2, 3, 4, 5, 6, 7].map((k) => pick(people, i, k)).join(', ')} and the clerk of the court.`,
  'long titles': (i) =>
    `Council of ${pick(towns, i)} votes on the closing of the old ferry pier after ${figure(i, 1, 40)} of its piles are found rotten`,
  'announcements of what is on the air': (i) =>
    `On ${figure(i, 3, 28)} ${pick(['March', 'April', 'May', 'June', 'July'], i)} at ${figure(i, 1, 11)}.${10 + figure(i, 2, 49)} ${pick(people, i)}, ${pick(people, i, 1)} and ${pick(people, i, 2)} speak for ${pick(firms, i)} and ${pick(firms, i, 3)} in ${pick(towns, i, 4)} about ${pick(films, i)}, ${pick(films, i, 5)} and ${pick(films, i, 6)}. The sitting can be heard from the first word to the last on the home programme, on short wave and in the languages of the coast; the papers of the islands and of the mainland carry it in full, and the loudspeakers on the quay, at the old ferry pier and in the market hall will be switched on for those who stand outside.`,
  'earthquakes, as machines write them': (i) =>
    `A magnitude ${figure(i, 1, 6)}.${figure(i, 2, 9)} earthquake struck ${figure(i, 3, 90)} kilometres ${pick(['north', 'south', 'east', 'west'], i)} of ${pick(towns, i)} on Tuesday at a depth of ${figure(i, 4, 60)} kilometres, the seismic service said. There were no reports of damage.`,
}

const corpus = (form: (i: number) => string, named: (i: number) => Partial<Item>): Item[] =>
  Array.from({ length: 12 }, (_, i) => ({ id: `n${i}`, text: form(i), ...named(i) }))

describe.each(Object.entries(forms))('%s', (_, form) => {
  it.each([
    ['of one outlet', () => ({ source: 'Aldmoor Courier' })],
    ['of many', (i: number) => ({ source: pick(towns, i) })],
    ['of nobody', () => ({})],
    ['read with the recipe for bad scans', () => ({}), ocr],
  ] as const)('%s are not linked', (_, named, recipe = standard) => {
    inside({ 'a.jsonl': corpus(form, named) }, (dir) => {
      const records = recordsOf({ patterns: [dir], recipe })
      const linked = ofType(records, 'match').filter((m) => m.kind !== 'passage')
      expect(linked.map((m) => `${form(Number(m.a.slice(1)))} = ${form(Number(m.b.slice(1)))}`)).toEqual([])
      expect(ofType(records, 'cluster')).toEqual([])
    })
  })
})

describe('passages', () => {
  const news = (i: number): string =>
    [0, 1, 2]
      .map(
        (k) =>
          `${pick(people, i, k)} of ${pick(towns, i, k + 9)} wrote to the ${pick(firms, i, k + 3)} yard about ${pick(films, i, k + 5)} ${figure(i, k, 900)} times.`,
      )
      .join(' ')
  const withIn = (i: number, paragraph: string): string => `${news(i)}\n\n${paragraph}\n\n${news(i + 100)}`
  const told = (one: string, two: string): string[] => {
    const items = [one, two].map((paragraph, i) => ({ id: `n${i}`, text: withIn(i, paragraph) }))
    return inside({ 'a.jsonl': items }, (dir) => ofType(recordsOf({ patterns: [dir] }), 'match').map((m) => m.kind))
  }
  const count = (day: number, sick: number, well: number): string =>
    `The health office said on the ${day}th that the islands and the two towns beyond the strait had counted ${sick} new cases of the fever since the day before, that ${well} people had recovered, and that no ship would be held in the outer harbour because of it.`
  const quoted =
    'The harbour master said that the old ferry pier would stay closed until divers had looked at each of its 14 timber piles, and that nobody should tie a boat to it in the meantime, not even for an hour at low water.'
  it('a daily count in two articles is none', () => expect(told(count(4, 81, 12), count(5, 97, 30))).toEqual([]))
  it('the same count in two articles is one', () =>
    expect(told(count(4, 81, 12), count(4, 81, 12))).toEqual(['passage']))
  const fever = (i: number): string =>
    `The health office counted ${figure(i, 1, 900)} new cases of the fever on the ${figure(i, 2, 30)}th, ${figure(i, 3, 90)} of them on the islands and ${figure(i, 4, 800)} beyond the strait; ${figure(i, 5, 700)} people who carry it without a cough were found besides, ${figure(i, 6, 60)} of them on ships. Up to midnight of the ${figure(i, 2, 30)}th ${1000 + figure(i, 7, 4000)} people lay in the two hospitals, and up to the evening of the ${figure(i, 2, 30)}th ${10_000 + figure(i, 8, 80_000)} had been pricked against it, the office said, and asked all who were not to come to the customs house with a paper that bears their name.`
  it('a long daily count in two articles is none, and the same count is one', () => {
    expect(fever(1).split(' ').length).toBeGreaterThan(2 * standard.passage.runWords)
    expect(told(fever(1), fever(2))).toEqual([])
    expect(told(fever(1), fever(1))).toEqual(['passage'])
  })
  it('figures written another way are the same figures', () => {
    const written = fever(3)
      .replace(/\b(\d{2})(\d{3})\b/g, '$1.$2')
      .replaceAll(/(\d+)th/g, 'th$1')
    expect(told(fever(3), written)).toEqual(['passage'])
  })
  const visit = (guest: string, land: string): string =>
    `会谈前，主席在人民广场为${guest}举行欢迎仪式。${guest}抵达时，礼兵列队致敬。两国元首登上检阅台，军乐团奏${land}两国国歌，广场鸣放礼炮。${guest}在主席陪同下检阅仪仗队，并观看分列式，随后双方代表团成员在大厅里合影留念，少年儿童挥舞花束和小旗，欢迎${guest}一行，负责外事和渔业的官员一同参加了这一活动。`
  it('a ceremony for another guest is none, in Han, where nothing tells names from words; for the same guest it is one', () => {
    expect(told(visit('艾达', '东岛'), visit('马库斯', '西港'))).toEqual([])
    expect(told(visit('艾达', '东岛'), visit('艾达', '东岛').replace('广场鸣放礼炮', '鸣放礼炮'))).toEqual(['passage'])
  })
  it('a ceremony, a sitting, a list that is told again with another figure is none, in Han too, and the same one written another way is one', () => {
    const sitting = (nth: string, day: string): string =>
      `东岛渔业会议第${nth}次主席会议${day}日在白石港召开，会议主席艾达主持会议并讲话。会议学习了议长近期关于港口和航道的重要讲话，听取了关于灯塔和渡轮的汇报，讨论了工作安排。`
    expect(told(sitting('六', '18'), sitting('六', '18'))).toEqual(['passage'])
    expect(told(sitting('六', '18'), sitting('七', '18'))).toEqual([])
    expect(told(sitting('六', '18'), sitting('六', '21'))).toEqual([])
    expect(told(sitting('六', '18'), sitting('六', '十八'))).toEqual(['passage'])
    expect(told(sitting('十六', '18'), sitting('16', '18'))).toEqual(['passage'])
    const founded = (year: string): string =>
      `她在盐场工人的夜校里教书，${year}年组织工人守护码头和仓库，迎接和平的到来，此后先后担任白石港食品厂副厂长、肥皂厂副厂长和东岛机械设计分局电器科科长，并且一直写信给老朋友。`
    expect(told(founded('一九四九'), founded('1949'))).toEqual(['passage'])
    expect(told(founded('一九四九'), founded('1951'))).toEqual([])
  })
  it('a figure in words beside one in digits is no other figure, a date the other way round is the same, and what is added replaces none', () => {
    const closed = (piles: string, day: string, more = ''): string =>
      `The harbour master said on ${day} that the old ferry pier would stay closed until divers had looked at each of its ${piles} timber piles${more}, and that nobody should tie a boat to it in the meantime.`
    expect(told(closed('8', '4-2-1933'), closed('eight', '4-2-1933'))).toEqual(['passage'])
    expect(told(closed('8', '4-2-1933'), closed('8', '1933/2/4'))).toEqual(['passage'])
    expect(told(closed('8', '4-2-1933'), closed('8', '4-2-1933', ' and 3 rafts'))).toEqual(['passage'])
    expect(told(closed('8', '4-2-1933'), closed('9', '4-2-1933'))).toEqual([])
    expect(told(closed('8', '4-2-1933'), closed('8', '5-2-1933'))).toEqual([])
  })
  it('where 40 words of a form stand in both, those are one, and no more is told', () => {
    const same =
      'the council of the old harbour town agreed to rebuild its northern quay after storms had torn away large parts of a wall that stood since the last war, and that fishermen use for landing their catch every morning before the market opens'
    expect(same.split(' ').length).toBeGreaterThan(standard.passage.runWords)
    const spans = inside(
      {
        'a.jsonl': ['112', '175'].map((asked, i) => ({
          id: `n${i}`,
          text: withIn(i, `On the ${asked}th day ${same}, and ${asked} people were asked for their opinion of it.`),
        })),
      },
      (dir) => ofType(recordsOf({ patterns: [dir] }), 'match').map((m) => m.spans.map((s) => s[1] - s[0])),
    )
    // " day " before, and " and " behind.
    expect(spans).toEqual([[Buffer.from(`day ${same}, and`).length]])
  })
  it('a count whose numbers stand in words and in figures is none, in a language whose numbers nobody told the tool', () => {
    const sick = (words: string, digits: string): string =>
      `Ofishin lafiya na tsibirin Aldmoor ya ce yawan waɗanda zazzaɓi ya kama a garuruwan bakin teku ya kai ${words} ko kuma ${digits}, kuma ba za a tsare wani jirgin ruwa a tashar waje ba saboda haka, in ji shugaban ofishin a cikin sanarwar da ya raba wa manema labarai a gaban kasuwar kifi.`
    expect(told(sick('dubu ashirin da biyu', '22,903'), sick('dubu ashirin da biyu', '22,903'))).toEqual(['passage'])
    expect(told(sick('dubu ashirin da biyu', '22,903'), sick('dubu ashirin da biyar', '25,337'))).toEqual([])
  })
  it('a figure brought up to date is one in what is told at length, once in so many words', () => {
    const long = `${quoted} The council had asked for a second opinion in the spring, when a beam fell into the water beside the boat of a pilot who was waiting there for the tide, and the owner of the yard answered in a letter to the paper that nobody had paid for the timber of the last repair, so that he would send no carpenter before somebody did.`
    expect(long.split(' ').length).toBeGreaterThan(2 * standard.passage.runWords)
    expect(told(long, long.replace('14', '16'))).toEqual(['passage'])
    const dated = (day: number, hour: number, piles: number): string =>
      long
        .replace('14', String(piles))
        .replace('in the spring', `on the ${day}th`)
        .replace('the tide', `the tide of ${hour}`)
    expect(told(dated(4, 9, 14), dated(5, 7, 16))).toEqual([])
  })
  it('a paragraph is one, also with a word changed', () => {
    expect(told(quoted, quoted)).toEqual(['passage'])
    expect(told(quoted, quoted.replace('nobody', 'no one'))).toEqual(['passage'])
  })
})

it('a form that is printed twice is a copy all the same', () => {
  for (const form of Object.values(forms)) {
    const text = form(3)
    inside(
      {
        'a.jsonl': [
          { id: 'a', text },
          { id: 'b', text: `${text} ` },
        ],
      },
      (dir) => expect(ofType(recordsOf({ patterns: [dir] }), 'match').map((m) => m.kind)).toEqual(['copy']),
    )
  }
})

it('a notice with one figure of many corrected, that says so, is that notice', () => {
  const notice = forms['results of a quarter']!(1)
  const corrected = `${notice.replace(/Net \d+/, 'Net 777')}\n    The company corrects the net of the current quarter.`
  const items = [
    { id: 'a', text: notice },
    { id: 'b', text: corrected },
  ]
  inside({ 'a.jsonl': items }, (dir) => {
    expect(notice.split(/\s+/).length).toBeLessThan(standard.copy.templateWords)
    expect(ofType(recordsOf({ patterns: [dir] }), 'match').map((m) => m.kind)).toEqual(['copy'])
  })
})

describe('boilerplate is no filling', () => {
  // Each outlet breaks its articles with a notice of its own, long and full of figures; both are known for boilerplate by the articles beside.
  const notice: Readonly<Record<string, string>> = {
    'Aldmoor Courier':
      'The Aldmoor Courier is brought to 1,240 doors on 6 mornings a week for 3 crowns, ring 4711 before 9 in the evening and the boy comes on the 1st of the month, with the tide tables, the crossword and a calendar of 12 leaves that hangs in every kitchen of the town.',
    'Kettle Post':
      'Readers of the Kettle Post save 45 öre a copy, the office beside the fish market is open from 7 until 18.30, post goes to box 208, and whoever brings 2 new readers may choose between an umbrella, a storm lamp of 9 candles and an apron with the arms of the guild.',
  }
  const outlets = Object.keys(notice)
  const beside = (outlet: string): Item[] =>
    Array.from({ length: 12 }, (_, i) => {
      const words = (k: number): string =>
        Array.from({ length: 60 }, (_, w) =>
          `${pick(towns, i * 61 + w, k + outlet.length)} ${pick(films, w, i * 7 + k)}`.toLowerCase(),
        ).join(' ')
      return { id: `${outlet} ${i}`, source: outlet, text: `${words(1)}.\n\n${notice[outlet]}\n\n${words(2)}.` }
    })
  const kinds = (one: string, two: string): string[] => {
    const printed = [one, two].map((text, i) => ({ id: `n${i}`, source: outlets[i]!, text }))
    return inside({ 'a.jsonl': [...printed, ...outlets.flatMap(beside)] }, (dir) => {
      const records = recordsOf({ patterns: [dir] })
      const marked = ofType(records, 'finding').filter((f) => f.kind === 'boilerplate')
      expect(new Set(marked.map((f) => f.article))).toContain('n0')
      expect(new Set(marked.map((f) => f.article))).toContain('n1')
      return ofType(records, 'match')
        .filter((m) => m.a === 'n0' && m.b === 'n1' && m.kind !== 'passage')
        .map((m) => m.kind)
    })
  }
  const head =
    'The harbour master said that the old ferry pier would stay closed until divers had looked at each of its timber piles, and that nobody should tie a boat to it in the meantime, not even for an hour at low water when the mud holds a keel upright.'
  const tail =
    'A carpenter who repaired the pier as a young man wrote to the council that the wood had been felled too early in the year, that he had said so then, and that the stone bollards on either side would hold a ship of any size while the work goes on.'

  it('a story that two outlets break with a notice each is one story', () => {
    const [one, two] = outlets.map((o) => `${head}\n\n${notice[o]}\n\n${tail}`)
    expect(kinds(one!, two!.replace('upright', 'fast'))).toEqual(['copy'])
  })
  it('a story that each breaks with news of its own is not', () => {
    const own = [
      'On Tuesday 14 barges with 900 tons of gravel lay in the roads because of it, and the pilot Tom Verrill counted 3 of them adrift at 5 in the morning.',
      'Anna Kolbe, who sells herring from stall 22, has lost 8 customers in 10 by her own account and asked the town to let her stand elsewhere.',
    ]
    const [one, two] = outlets.map((o, i) => `${head}\n\n${own[i]}\n\n${tail}\n\n${notice[o]}`)
    expect(kinds(one!, two!)).toEqual([])
  })
})
