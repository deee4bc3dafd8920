// What fuzzing starts from, a line a format: its extension, its seeds and words that mean something in it. `pack` where a format is another one, packed or in
// another encoding: half of its mutations are of what is packed, half of the packed bytes.
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import iconv from 'iconv-lite'
import { frame } from '../src/read/zstd.js'

export interface Kind {
  readonly extension: string
  readonly seeds: readonly (string | Uint8Array)[]
  readonly words: readonly string[]
  readonly pack?: (bytes: Uint8Array) => Uint8Array
}

const one =
  'The harbour board met on Monday to approve the plan for a wall that will keep the old quarter dry in winter storms.'
const two =
  'Nobody along the quay had asked for it, and the chairman said that the barge would come in the spring all the same.'
const arabic =
  'اجتمع مجلس الميناء يوم الاثنين للموافقة على خطة جدار يحمي الحي القديم من عواصف الشتاء وارتفاع مستوى البحر'
const han = '港口委员会周一开会批准了一项修建防波墙的计划，该墙将保护老城区免受冬季风暴和海平面上升的影响。'
const story = `${one}\n\n${two}\n\n${one}\n`
const rows = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

const plain = {
  jsonl: {
    extension: 'jsonl',
    seeds: [
      rows(
        { id: 'a', text: story, source: 'Courier' },
        { id: 'b', text: `${one}\n\n${two}` },
        { id: 'c', text: two, n: -1.5e300 },
      ),
      rows(
        { id: 1, text: arabic, date: '2024-05-01' },
        { id: 2, text: `${arabic}\n${han}\n${arabic}`, url: 'https://a.example/x' },
      ),
      `${JSON.stringify({ text: story }).replaceAll('e', '\\u0065')}\n{"text":"\\ud83d\\ude00 ${one}\\n\\n${one}"}\n{"text": "${two}", "text": "${one}"}\n`,
    ],
    words: [
      '"text":',
      '"id":',
      '\\u0000',
      '\\ud800',
      '\\udc00',
      '\\u',
      '\\n\\n',
      '\\"',
      '{"text":"',
      '"}',
      'null',
      'true',
      '-0',
      '1e999',
      '[[[[[[[[',
      '"__proto__":',
      '{}',
      '\n\n',
      '{"text":null}\n',
      '{"text":""}\n',
      ' \n',
    ],
  },
  text: {
    extension: 'txt',
    seeds: [
      story,
      `${arabic}\n\n${han}\n\n${arabic}\n`,
      `${one}\r\n\r\n${two}\r\n\r\n${one}`,
      `\ufeff${one}\n${two}\n${one}\n`,
    ],
    words: ['\n\n', '\r\r', '\u2029', '\u0085', '\n \n', `${one}\n\n`, two, '- ', '1. ', '“', '”', '. ', '।', '。'],
  },
  md: {
    extension: 'md',
    seeds: [
      `---\ntitle: Wall\n---\n\n# Wall\n\n${one}\n\n> ${two}\n\n- ${one}\n- b\n\n\`\`\`\n${one}\n\`\`\`\n\n${one}\n`,
      `# A\n\n${one} [link](http://a.example) *x*\n\n| a | b |\n|---|---|\n| ${two} | 2 |\n\n<!-- ${one} -->\n${two}\n`,
    ],
    words: [
      '```\n',
      '~~~\n',
      '---\n',
      '# ',
      '> ',
      '- ',
      '    ',
      '<!--',
      '-->',
      '|',
      '[',
      '](',
      '\n\n',
      '\\\n',
      '<div>\n',
      '***\n',
    ],
  },
  csv: {
    extension: 'csv',
    seeds: [
      `id,text,source\n1,"${story}",Courier\n2,"${one} ""he"" said",Post\n3,"${two}\n\n${two}",Courier\n`,
      `text\n"${one}\n\n${two}\n\n${one}"\n${two}\n`,
    ],
    words: [',', '"', '""', '",\n"', ',,,', '\r\n', ';', '\t', '\n\n', 'text', '"\n'],
  },
  tsv: {
    extension: 'tsv',
    seeds: [`id\ttext\n1\t${one} ${two} ${one}\n2\t${one}\n`],
    words: ['\t', '\\t', '\\n', '"', '\t\t', '\n'],
  },
  array: {
    extension: 'json',
    seeds: [
      JSON.stringify([
        { id: 'a', text: story },
        { id: 'b', text: one },
        { id: 'c', text: `${two}\n\n${two}` },
      ]),
    ],
    words: [']', '[', ',', '},{', '"text":"', '[[', ' \n', 'null,', '{"text":'],
  },
} satisfies Record<string, Kind>

const page = (...blocks: string[]): string =>
  `<!doctype html>\n<html lang="en"><head><title>Wall</title><meta name="author" content="A. Person"><link rel="canonical" href="https://a.example/x"></head>\n<body><nav><a href="/">Home</a></nav><article>${blocks.join('\n')}</article></body></html>\n`
const p = (text: string): string => `<p>${text}</p>`
const http = (body: string, ...fields: string[]): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\n${body}`
const chunks = (body: string): string =>
  `${body
    .match(/[\s\S]{1,100}/g)!
    .map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`)
    .join('')}0\r\n\r\n`
const warcRecord = (id: number, type: string, mime: string, block: string): string =>
  `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Record-ID: <urn:uuid:${id}>\r\nWARC-Target-URI: http://a.example/${id}\r\nContent-Type: ${mime}\r\nContent-Length: ${Buffer.byteLength(block)}\r\n\r\n${block}\r\n\r\n`
const response = (id: number, block: string): string =>
  warcRecord(id, 'response', 'application/http; msgtype=response', block)
const arcRecord = (url: string, type: string, block: string): string =>
  `${url} 192.0.2.1 20170804100000 ${type} ${Buffer.byteLength(block)}\n${block}\n`
const item = (id: number, text: string): string =>
  `<item><guid>http://a.example/${id}</guid><title>Wall ${id}</title><pubDate>Fri, 04 Aug 2017 10:00:00 GMT</pubDate><description>${text}</description></item>\n`
const rss = (...items: string[]): string =>
  `<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Post</title>\n${items.join('')}</channel></rss>\n`
const table = (texts: readonly (string | null)[], more: object): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'id', data: texts.map((_, n) => n), type: 'INT32' },
        { name: 'text', data: [...texts], type: 'STRING' },
        { name: 'source', data: texts.map(() => 'Courier'), type: 'STRING' },
      ],
      ...more,
    }),
  )
const TAGS = [
  '<p>',
  '</p>',
  '<br>',
  '<div>',
  '</div>',
  '<b>',
  '</b>',
  '<!--',
  '-->',
  '<script>',
  '</script>',
  '<',
  '</',
  '>',
  '&amp;',
  '&',
  '<pre>',
  '<table><tr><td>',
  '<title>',
  '<p hidden>',
  '<svg>',
  `${p(one)}\n`,
]
const ENDS = ['\r\n\r\n', '\r\n', '0\r\n\r\n', '5\r\n']

const markup = {
  html: {
    extension: 'html',
    seeds: [
      page(p(one), p(two), p(one)),
      page(
        `<ul><li>${one}<li>${two}</ul>`,
        `<pre>${story}</pre>`,
        `<p>${one.replaceAll(' ', '&nbsp;')}<br>${two}`,
        p(one),
      ),
      `<div>${arabic}</div><div>${han}</div><script>var a = "<p>${one}</p>"</script><div>${arabic}</div>`,
    ],
    words: [
      ...TAGS,
      '<meta charset=utf-16>',
      '</html>',
      '<script type="application/ld+json">{"@type":"NewsArticle"}</script>',
    ],
  },
  warc: {
    extension: 'warc',
    seeds: [
      response(1, http(page(p(one), p(two), p(one)))) +
        response(2, http(chunks(page(p(one), p(two))), 'Transfer-Encoding: chunked')),
      warcRecord(1, 'conversion', 'text/plain', story) +
        warcRecord(2, 'warcinfo', 'application/warc-fields', 'software: x\r\n') +
        response(3, http(rss(item(1, one), item(2, two)))),
    ],
    words: [
      'WARC/1.0\r\n',
      'WARC-Type: response\r\n',
      'Content-Length: 5\r\n',
      'Content-Length: 99999\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Content-Encoding: gzip\r\n',
      'WARC-Block-Digest: sha1:AAAA\r\n',
      ...ENDS,
      ...TAGS,
    ],
  },
  arc: {
    extension: 'arc',
    seeds: [
      arcRecord(
        'filedesc://x.arc',
        'text/plain',
        '1 0 Internet\nURL IP-address Archive-date Content-type Archive-length\n',
      ) +
        arcRecord('http://a.example/1', 'text/html', http(page(p(one), p(two), p(one)))) +
        arcRecord('http://a.example/2', 'text/html', http(page(p(one), p(two)))),
    ],
    words: [
      'http://a.example/3 192.0.2.1 20170804100000 text/html 5\n',
      'filedesc://',
      ' text/html ',
      ...ENDS,
      ...TAGS,
    ],
  },
  rss: {
    extension: 'rss',
    seeds: [
      rss(
        item(1, `<![CDATA[${p(one)}${p(two)}${p(one)}]]>`),
        item(2, `&lt;p&gt;${one}&lt;/p&gt;&lt;p&gt;${two}&lt;/p&gt;`),
        item(3, han),
      ),
      rss(item(1, `${one}\n\n${two}\n\n${one}`), item(2, two)),
    ],
    words: [
      '<item>',
      '</item>',
      '<description>',
      '</description>',
      '<![CDATA[',
      ']]>',
      '&lt;p&gt;',
      '&amp;lt;',
      '&#10;',
      '&#xd;',
      '<guid>',
      ']]&gt;',
      '<?xml version="1.0" encoding="utf-16"?>',
      ...TAGS,
    ],
  },
  atom: {
    extension: 'atom',
    seeds: [
      `<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<entry><id>1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">${p(one)}${p(two)}${p(one)}</div></content></entry>\n<entry><id>2</id><content type="html"><![CDATA[${p(one)}${p(two)}]]></content></entry>\n<entry><id>3</id><summary>${two}</summary></entry>\n</feed>\n`,
    ],
    words: [
      '<entry>',
      '</entry>',
      '<content>',
      '<content type="html">',
      '<content type="xhtml">',
      '</content>',
      '<summary>',
      '<![CDATA[',
      ']]>',
      '<id>',
      ...TAGS,
    ],
  },
  parquet: {
    extension: 'parquet',
    seeds: [
      table([story, `${one}\n\n${two}`, two, null, arabic, story], { rowGroupSize: 4, pageSize: 300 }),
      table([story, one, two, `${han}\n\n${two}\n\n${han}`], { codec: 'UNCOMPRESSED' }),
    ],
    words: ['PAR1', '\x15\0', '\x16\xff\xff\x03', '\x00', '\xff', '\x18\x04text', '\x19\x2c', 'PARE'],
  },
} satisfies Record<string, Kind>

const coded =
  (name: string) =>
  (bytes: Uint8Array): Uint8Array =>
    iconv.encode(Buffer.from(bytes).toString(), name, { addBOM: name.startsWith('utf') })

export const kinds: Readonly<Record<string, Kind>> = {
  ...plain,
  ...markup,
  gz: { ...plain.jsonl, extension: 'jsonl.gz', pack: gzipSync },
  'gz of text': { ...plain.text, extension: 'txt.gz', pack: gzipSync },
  zst: { ...plain.jsonl, extension: 'jsonl.zst', pack: frame },
  'gz of html': { ...markup.html, extension: 'html.gz', pack: gzipSync },
  'gz of warc': { ...markup.warc, extension: 'warc.gz', pack: gzipSync },
  'gz of parquet': { ...markup.parquet, extension: 'parquet.gz', pack: gzipSync },
  'UTF-16 jsonl': { ...plain.jsonl, extension: 'jsonl', pack: coded('utf-16le') },
  'UTF-16 text': { ...plain.text, extension: 'txt', pack: coded('utf-16be') },
  'Windows-1256 text': { ...plain.text, extension: 'txt', pack: coded('windows-1256') },
  'GB18030 csv': { ...plain.csv, extension: 'csv', pack: coded('gb18030') },
  'Shift_JIS html': {
    ...markup.html,
    seeds: markup.html.seeds.map((seed) => seed.replace('<head>', '<head><meta charset=shift_jis>')),
    extension: 'html',
    pack: coded('shift_jis'),
  },
}
