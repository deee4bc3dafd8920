// The words of the invented news: lists written for this project, and syllables from which names and the words of other scripts are
// made. No text of anybody stands here; a word list is not a text. What comes out is nonsense with the statistics of news: how long
// words are, how often they return, how many bytes a character has.
//
// In: nothing. Out: `English` by part of speech, and one `Tongue` for each other script. The same on every machine: what is made is
// made with the generator of numbers below, from fixed seeds.

/** Mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1), the same for the same seed. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Words in order of frequency, and 65,536 draws of them: a random 16-bit number finds a word in one step. */
export interface Pool {
  readonly words: readonly string[]
  readonly draws: Uint16Array
}

const DRAWS = 65_536

/** Frequencies by Zipf and Mandelbrot: 1 / (rank + flat). A larger `flat` takes the peak off the first words. */
export function pool(words: readonly string[], flat: number): Pool {
  const weights = words.map((_, rank) => 1 / (rank + 1 + flat))
  const all = weights.reduce((a, b) => a + b, 0)
  const draws = new Uint16Array(DRAWS)
  let at = 0
  let sum = 0
  weights.forEach((weight, i) => {
    sum += weight
    const end = Math.round((sum / all) * DRAWS)
    draws.fill(i, at, end)
    at = end
  })
  return { words, draws }
}

const list = (words: string): string[] => words.trim().split(/\s+/)

/** Fisher and Yates: so that a list written by subject becomes one in no order. */
function shuffled(words: string[], seed: number): string[] {
  const random = numbers(seed)
  for (let i = words.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1))
    ;[words[i], words[k]] = [words[k]!, words[i]!]
  }
  return words
}

/** `count` different words, each made by `make`. */
function invented(count: number, seed: number, make: (random: () => number) => string): string[] {
  const random = numbers(seed)
  const words = new Set<string>()
  while (words.size < count) words.add(make(random))
  return [...words]
}

const one = <T>(of: ArrayLike<T>, random: () => number): T => of[Math.floor(random() * of.length)]!

// ------------------------------------------------------------------------------------------------------------- English

const nouns = list(`
government president minister parliament senate congress council committee commission court judge lawyer trial verdict appeal
sentence prison prisoner police officer detective crime suspect victim witness arrest charge evidence inquiry report statement
interview spokesman adviser official leader deputy governor mayor senator candidate voter election campaign poll ballot party
coalition opposition majority minority vote reform policy law bill amendment treaty agreement deal pact summit talk negotiation
ambassador embassy envoy diplomat sanction border refugee migrant asylum visa passport army soldier general commander troop
battalion weapon missile tank drone attack strike raid ceasefire truce conflict war peace rebel militia insurgent hostage bomb
explosion blast shooting gunman casualty wound injury death funeral mourner hospital doctor nurse patient surgeon clinic vaccine
virus outbreak infection disease symptom treatment drug medicine trial study researcher scientist professor university college
school teacher student pupil classroom exam degree lesson budget tax revenue deficit debt loan bond bank banker investor share
stock market index trader broker price inflation rate currency dollar economy economist growth recession recovery industry
factory plant worker union strike wage salary pension job employer employee company firm business executive chairman director
manager board shareholder merger takeover profit loss sale customer consumer product brand store retailer shop mall supplier
contract order shipment export import tariff trade cargo port harbour ship vessel ferry boat crew captain sailor airline airport
flight pilot passenger plane jet helicopter engine runway train railway station track driver car vehicle truck bus road highway
bridge tunnel crash accident collision rescue firefighter fire blaze smoke flame storm hurricane flood earthquake drought
landslide tornado rain snow wind temperature weather forecast climate emission carbon energy power electricity grid reactor oil
gas pipeline coal mine miner metal gold silver copper steel water river lake dam sea ocean coast beach island mountain valley
forest tree farm farmer crop harvest wheat rice corn coffee sugar milk meat cattle animal bird fish fisherman species wildlife
park garden museum gallery artist painter painting sculpture exhibition film director actor actress studio cinema theatre
audience play writer author novel book publisher poet poem newspaper editor journalist reporter magazine broadcaster channel
programme show presenter album song singer musician band orchestra concert festival dancer award prize ceremony winner loser
champion championship tournament league season match game goal point score team club squad player striker defender goalkeeper
coach referee fan stadium crowd race runner sprinter swimmer cyclist rider boxer medal record title final semifinal quarter
round victory defeat draw injury contract transfer signing phone computer software network website internet platform user
account password hacker data server chip device screen camera robot machine tool engineer developer satellite rocket
astronaut orbit planet telescope laboratory experiment sample cell gene protein brain heart blood bone cancer diet food
restaurant chef kitchen meal recipe wine beer hotel tourist visitor guest travel journey trip holiday city town village
district neighbourhood street house home apartment building tower office room door window roof wall floor family mother father
son daughter brother sister husband wife child baby parent grandmother couple wedding marriage divorce friend neighbour
resident citizen community group crowd protest protester demonstration march rally activist campaigner charity volunteer donor
donation aid relief fund grant project plan proposal programme scheme strategy decision measure step move effort attempt
approach response reaction criticism complaint concern fear hope doubt warning threat risk danger crisis problem issue question
answer solution result outcome effect impact change shift trend sign signal reason cause factor role part side place area region
country nation state world history century decade year month week day morning evening night hour minute moment time period
phase stage beginning end start middle top bottom level number figure total amount share percentage majority half third average
survey estimate target limit rule standard requirement condition term right freedom duty power authority control pressure
support help service system network structure process method model example case fact detail information document file letter
message email call conversation speech address debate discussion meeting conference event session visit ceremony anniversary
memorial church mosque temple priest bishop faith prayer religion culture language tradition custom identity image name word
voice sound picture photograph video footage sight view opinion idea thought belief mind memory experience skill talent ability
knowledge success failure mistake error fault blame responsibility promise pledge commitment relation partner ally enemy rival
competitor neighbour influence interest investment value cost expense fee fine payment bonus income wealth poverty gap
inequality shortage supply demand stockpile reserve storage warehouse depot terminal gate fence camp shelter tent blanket
mortgage landlord tenant rent estate property land plot site location venue square monument statue castle palace prince princess
king queen crown throne lord knight duke heir ancestor descendant
`)

const verbs = list(`
announce report confirm deny reject accept approve oppose support back criticise praise warn promise pledge urge ask demand
request order offer propose suggest recommend plan consider discuss debate examine review investigate study analyse assess
estimate expect predict claim allege argue insist admit acknowledge explain describe reveal disclose release publish launch
open close start finish end begin complete continue extend delay postpone cancel suspend halt stop block prevent avoid reduce
lower raise increase double boost improve expand limit restrict ban allow permit enable force require help assist protect defend
attack target threaten damage destroy rebuild repair replace restore remove add include involve affect cause create produce
develop design build construct install test check measure count record collect gather deliver supply provide receive gain earn
save spend invest borrow owe pay charge fine award grant donate share divide split join merge acquire purchase trade export
import ship transport carry move transfer return visit attend enter leave reach pass cross follow chase arrest detain question
accuse convict sentence jail free pardon appeal challenge sue settle resolve negotiate agree sign ratify amend repeal enforce
monitor watch observe notice discover identify recognise name call label mention quote cite address contact inform notify
remind advise guide train teach educate hire employ recruit appoint elect nominate select choose prefer favour target press
push pull lift drop lower turn shift change adjust adapt convert transform reform modernise upgrade link connect attach separate
isolate evacuate rescue search locate trace track treat cure heal injure wound kill murder mourn bury honour celebrate mark
host organise arrange prepare manage control lead direct head chair represent serve handle tackle confront face avoid escape
survive suffer endure recover regain retain maintain preserve keep hold store load unload fill empty clean clear cover expose
hide protect guard secure
`)

const adjectives = list(`
new old former current next last first second third early late recent latest national local regional international foreign
federal public private political economic financial social military civil legal criminal judicial medical scientific technical
industrial commercial agricultural cultural religious historic modern ancient traditional major minor large small big little
huge massive tiny high low long short wide narrow deep strong weak hard soft heavy light fast slow quick sharp steep gradual
sudden steady stable fragile volatile calm quiet loud bright dark clear cloudy warm cold hot cool dry wet rich poor expensive
cheap free open closed full empty busy crowded remote rural urban coastal northern southern eastern western central domestic
global official unofficial formal informal secret hidden visible possible likely unlikely certain uncertain necessary important
significant key crucial vital main top leading senior junior chief general special particular specific common rare unusual
strange normal typical average independent joint mutual rival fierce bitter violent peaceful deadly dangerous safe secure
serious severe critical mild good bad better worse best worst great poor fair unfair right wrong true false accurate detailed
broad limited partial total complete whole entire initial final temporary permanent annual monthly weekly daily regular
frequent constant popular famous unknown young elderly adult female male single married healthy sick injured dead alive active
passive positive negative direct indirect simple complex difficult easy similar different equal separate additional extra
further previous future potential actual real alleged apparent obvious controversial ambitious cautious confident proud angry
worried anxious happy sad tired hungry homeless jobless skilled experienced professional amateur rapid massive modest record
`)

const adverbs = list(`
also still already again now later earlier recently soon often sometimes usually rarely never always quickly slowly sharply
steadily gradually suddenly finally eventually immediately largely mostly mainly partly nearly almost roughly barely clearly
apparently reportedly allegedly formally officially publicly privately repeatedly widely strongly firmly quietly openly directly
initially originally previously currently briefly carefully successfully jointly effectively heavily slightly
`)

const prepositions = list(
  'of in to for on with at from by after over under during against between near before through without about into across since',
)
const determiners = list('the the a the its their his this her the another every some several no that these each both')
const modals = list('will would could may should must might cannot')
const links = list('and but while because as when although after before if since until whereas')
const spoken = list('said told added explained warned argued insisted noted replied recalled stressed admitted')
const units = list(
  'percent million billion people years months days miles kilometres tonnes votes jobs seats points houses barrels dollars euros',
)
const days = list('Monday Tuesday Wednesday Thursday Friday Saturday Sunday')
const months = list('January February March April May June July August September October November December')
const first = list(`
James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah
Carlos Maria Ahmed Fatima Ivan Olga Wei Mei Hans Greta Pierre Claire Luca Giulia Kenji Yuki Raj Priya Omar Layla Peter Anna Paul
Laura Mark Emma Daniel Sofia George Helen Edward Alice Frank Rose Henry Grace Samuel Ruth Oscar Nora Victor Irene Leo Clara
`)

const vowel = /[aeiou]$/
const plural = (noun: string): string =>
  /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`
const past = (verb: string): string =>
  verb.endsWith('e') ? `${verb}d` : /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`
const going = (verb: string): string => (verb.endsWith('e') ? `${verb.slice(0, -1)}ing` : `${verb}ing`)

const onsets = list('b br c ch d dr f g gr h j k kl l m n p pr r s sh st t tr v w z th bl fr')
const nuclei = list('a e i o u a e o ai ea ou ie')
const codas = ['', '', 'n', 'r', 'l', 's', 't', 'm', 'nd', 'ck', 'rt', 'ng']
const syllable = (random: () => number): string => one(onsets, random) + one(nuclei, random) + one(codas, random)
const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)
const surname = (random: () => number): string =>
  capital(
    syllable(random) +
      (random() < 0.6 ? syllable(random) : '') +
      one(['', '', 'son', 'er', 'man', 'ski', 'ez', 'i'], random),
  )
const placeName = (random: () => number): string => {
  const stem = syllable(random) + (random() < 0.4 ? one(nuclei, random) : '')
  return capital(
    vowel.test(stem)
      ? stem + one(['ville', 'ton', 'burg', 'nia', 'port'], random)
      : stem + one(['ia', 'ford', 'ham', 'ow', 'field'], random),
  )
}

// The lists hold the words that return; a newspaper has a hundred times as many that hardly do.
const rare = invented(6_000, 19, (random) => syllable(random) + syllable(random))
const rareAdjectives = rare.slice(0, 1_500).map((word) => `${word}${vowel.test(word) ? 'n' : 'al'}`)

export const English = {
  noun: pool([...shuffled([...new Set(nouns)], 11), ...rare], 60),
  plural: pool([...shuffled([...new Set(nouns)], 12), ...rare].map(plural), 60),
  verb: pool(shuffled([...new Set(verbs)], 13), 40),
  past: pool(shuffled([...new Set(verbs)].map(past), 14), 40),
  going: pool(shuffled([...new Set(verbs)].map(going), 15), 40),
  adjective: pool([...shuffled([...new Set(adjectives)], 16), ...rareAdjectives], 40),
  adverb: pool(adverbs, 6),
  preposition: pool(prepositions, 1),
  determiner: pool(determiners, 2),
  modal: pool(modals, 2),
  link: pool(links, 1),
  spoken: pool(spoken, 0),
  unit: pool(units, 3),
  day: pool(days, 50),
  month: pool(months, 50),
  first: pool(first, 20),
  surname: pool(invented(9_000, 17, surname), 60),
  place: pool(invented(2_500, 18, placeName), 30),
} as const

// -------------------------------------------------------------------------------------------------------- other scripts

/** A language of which only the look is known: words, how they are put together, and its marks. */
export interface Tongue {
  /** Words that carry the sentence; about a third of all. */
  readonly small: Pool
  readonly content: Pool
  readonly between: string
  readonly comma: string
  readonly stop: string
  readonly quotes: readonly [open: string, close: string]
  readonly digits: string
  /** Whether sentences begin with a capital. */
  readonly capitals: boolean
  /** Words in a sentence. */
  readonly words: readonly [least: number, most: number]
}

const spell = (random: () => number, letters: string | readonly string[], least: number, most: number): string => {
  const length = least + Math.floor((random() + random()) * 0.5 * (most - least + 1))
  let word = ''
  for (let i = 0; i < length; i++) word += one(letters, random)
  return word
}

const arabicLetters = 'اااااللللييييووومممننرررتتتبببدددسسععفقحكجشصخطذثزضغظةءئ'
const arabic: Tongue = {
  small: pool(
    list(
      'في من على أن إلى عن التي الذي مع هذا كان ما بين بعد لا قد هذه ذلك كما قبل إن أو كل خلال عند حول لم حيث منذ غير وقد',
    ),
    2,
  ),
  content: pool(
    invented(14_000, 21, (random) => {
      const stem = spell(random, arabicLetters, 3, 6)
      const front = random() < 0.4 ? 'ال' : random() < 0.15 ? 'و' : random() < 0.1 ? 'ب' : ''
      return front + stem + (random() < 0.15 ? one(['ات', 'ين', 'ون', 'ها', 'ية'], random) : '')
    }),
    20,
  ),
  between: ' ',
  comma: '،',
  stop: '.',
  quotes: ['"', '"'],
  digits: '٠١٢٣٤٥٦٧٨٩',
  capitals: false,
  words: [10, 30],
}

// Characters any reader of a newspaper knows, in no order of meaning.
const han = [
  ...`国家人民政府主席总理会议经济发展社会工作问题中央地方部门企业市场改革开放建设生产技术科学教育文化历史世界关系合作协议公司银行投资金融股票价格增长数据
分析报告记者消息新闻时间今天昨天明年月日上下前后左右东西南北城市农村道路交通铁路航空飞机船舶汽车安全警察法院律师案件调查证据犯罪医院医生病人治疗药品健康疫苗
学校老师学生大小多少高低长短新旧好坏快慢远近男女老少父母儿童家庭朋友邻居房屋土地水火风雨雪山河湖海森林动物植物食品粮食蔬菜水果肉蛋奶茶酒衣服鞋帽体育比赛足球
篮球冠军选手教练队员奖牌电影电视音乐艺术演员导演作家书籍网络手机电脑软件系统平台用户信息服务管理制度规定标准要求条件方式方法目标计划项目资源能源石油煤炭
环境保护污染气候变化温度天灾救援军队士兵武器战争和平谈判外交边境难民选举投票议员党派支持反对批评表示认为指出强调宣布决定进行开始结束继续提高降低增加减少超过达到
影响作用原因结果情况活动参加组织领导群众代表委员首都省县区镇村街`.replace(/\s/g, ''),
]
const chinese: Tongue = {
  small: pool(list('的 在 了 是 和 有 为 对 将 与 不 也 这 从 就 及 到 以 被 向 并 但 而 由 或 其 已 等 把 让'), 2),
  content: pool(
    invented(12_000, 22, (random) => spell(random, han, random() < 0.75 ? 2 : 1, random() < 0.75 ? 2 : 4)),
    20,
  ),
  between: '',
  comma: '，',
  stop: '。',
  quotes: ['“', '”'],
  digits: '0123456789',
  capitals: false,
  words: [10, 28],
}

const cyrillic = {
  onset: list('б в г д ж з к л м н п р с т ф х ч ш пр ст тр кр вл ск'),
  nucleus: list('а е и о у ы я ю о а е'),
  coda: ['', '', '', 'н', 'т', 'р', 'л', 'с', 'м', 'к', 'й'],
}
const russian: Tongue = {
  small: pool(list('в и на не что с по как это он для из к о но от за был после при его до так также или только'), 2),
  content: pool(
    invented(14_000, 23, (random) => {
      let word = ''
      for (let i = 1 + Math.floor(random() * 3); i >= 0; i--)
        word += one(cyrillic.onset, random) + one(cyrillic.nucleus, random) + one(cyrillic.coda, random)
      return word + one(['', '', 'ый', 'ого', 'ение', 'ать', 'ла', 'ов', 'ами'], random)
    }),
    20,
  ),
  between: ' ',
  comma: ',',
  stop: '.',
  quotes: ['«', '»'],
  digits: '0123456789',
  capitals: true,
  words: [8, 26],
}

const romance = {
  onset: list('b c ch d f g l m n p qu r s t v br tr pl ll gr'),
  nucleus: list('a e i o u a e é è ê á í ó ú à ç ou ie ia ai'),
  coda: ['', '', '', '', 'n', 'r', 's', 'l', 't'],
}
const accents: Tongue = {
  small: pool(
    list(
      'de la le les el los en que des et y du un une una por pour dans con sur par del à para ce se ne está même más',
    ),
    2,
  ),
  content: pool(
    invented(14_000, 24, (random) => {
      let word = ''
      for (let i = 1 + Math.floor(random() * 2); i >= 0; i--)
        word += one(romance.onset, random) + one(romance.nucleus, random) + one(romance.coda, random)
      return word + one(['', '', '', 'ción', 'ment', 'ée', 'ado', 'eur', 'ño', 'ées'], random)
    }),
    20,
  ),
  between: ' ',
  comma: ',',
  stop: '.',
  quotes: ['« ', ' »'],
  digits: '0123456789',
  capitals: true,
  words: [10, 30],
}

const thaiConsonants = 'กขคงจชซดตทธนบปผพฟมยรลวสหอ'
const thaiSyllable = (random: () => number): string => {
  const front = random() < 0.25 ? one('เแโไ', random) : ''
  const tone = random() < 0.3 ? one('่้', random) : ''
  const above = front === '' && random() < 0.6 ? one('ิีืุูั', random) : ''
  return `${front}${one(thaiConsonants, random)}${above}${tone}${random() < 0.3 ? 'า' : ''}${random() < 0.5 ? one('กงนมยวบด', random) : ''}`
}
const thai: Tongue = {
  small: pool(list('ที่ และ ใน ของ การ มี เป็น ได้ ให้ ว่า ไม่ จะ กับ จาก โดย แต่ นี้ ก็ ไป มา'), 2),
  content: pool(
    invented(9_000, 25, (random) => thaiSyllable(random) + (random() < 0.5 ? thaiSyllable(random) : '')),
    20,
  ),
  between: '',
  comma: ' ',
  stop: ' ',
  quotes: ['“', '”'],
  digits: '0123456789',
  capitals: false,
  words: [12, 30],
}

export const tongues = { arabic, chinese, russian, accents, thai } as const
