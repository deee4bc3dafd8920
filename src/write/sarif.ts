// SARIF 2.1.0, what code scanning of GitHub and the viewers of editors read: one run, a rule for each kind, a result for each finding.
// Standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
//
// Level: `error` is what counts at the gate, so that the colour agrees with the exit code, as in ESLint and jscpd; `warning` is
// what clean would act on and the gate lets pass (--fail-on none); `note` is reported only.
//
// Regions are told of the file, and only of the file. Where the article is the file (text, Markdown) a finding has lines and
// bytes of it. A JSONL record is one line: the region is that line, and the span, which counts bytes of the text value
// after unescaping and no bytes of the file, stands in `properties`.
//
// GitHub shows the top 5,000 results of a run and takes no more than 25,000, so at most RESULTS are written, the worst first
// (worst.ts says what is worse). What was left out is said in run.properties and in a notification. Held: those results.
// With a baseline each result says whether it is new to it; what the baseline has and the scan does not is said on stderr only.
// There is no automationDetails.id: it would overrule the `category` of the upload action.
import type {
  ArtifactLocation,
  Location,
  Notification,
  PhysicalLocation,
  Region,
  ReportingDescriptor,
  Result,
  Run,
} from 'sarif'
import type {
  FindingRecord,
  HeaderRecord,
  Kind,
  PlaceRecord,
  Reporter,
  SummaryRecord,
  Trouble,
  Where,
} from '../model.js'
import type { Ask } from './ask.js'
import { countsAt, exitOf } from './ask.js'
import { json, plain, uri } from './escape.js'
import { count } from './figures.js'
import { HOME, homeOf } from './home.js'
import { fileLines, placed, whereIs } from './place.js'
import { kinds, named, short, why } from './sentence.js'
import { bytesOf, worst } from './worst.js'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
const ROOT = '%SRCROOT%'

/** Results that are written. */
const RESULTS = 5_000
/** Troubles that are written. */
const NOTIFICATIONS = 1_000

export function sarif(ask: Ask, results: number = RESULTS): Reporter {
  return (records, out, view) => {
    const counts = countsAt(ask)
    const kept = worst(results, counts)
    const notifications: Notification[] = []
    let header: HeaderRecord | null = null
    let summary: SummaryRecord | null = null
    let findings = 0
    let counted = 0
    let bytes = 0
    let troubles = 0
    for (const record of records) {
      if (record.type === 'header') header = record
      else if (record.type === 'summary') summary = record
      else if (record.type === 'finding') {
        findings++
        bytes += bytesOf(record)
        if (counts(record)) counted++
        kept.add(record)
      } else if (record.type === 'trouble' && troubles++ < NOTIFICATIONS) notifications.push(notification(record))
    }
    const list = kept.list()
    const left = findings - list.length
    if (left > 0) {
      const leftBytes = bytes - list.reduce((sum, finding) => sum + bytesOf(finding), 0)
      notifications.push(
        note(
          'N_LEFT_OUT',
          `${count(left)} of ${count(findings)} findings (${count(leftBytes)} of ${count(bytes)} bytes) are left out, the least of them: -r jsonl=FILE writes all`,
        ),
      )
    }
    if (troubles > NOTIFICATIONS)
      notifications.push(
        note('N_LEFT_OUT', `${count(troubles - NOTIFICATIONS)} more troubles: -r jsonl=FILE writes all`),
      )

    const exit = exitOf(ask, summary, counted)
    const tool: Run['tool'] = {
      driver: {
        name: 'dittograph',
        ...(header === null ? {} : { semanticVersion: header.version }),
        informationUri: HOME,
        rules: rulesOf(header?.version ?? null),
      },
    }
    const rest: Omit<Run, 'tool' | 'results'> = {
      invocations: [{ executionSuccessful: exit !== 2, exitCode: exit, toolExecutionNotifications: notifications }],
      originalUriBaseIds: {
        [ROOT]: { description: { text: 'What the paths of the report are relative to (--root).' } },
      },
      newlineSequences: ['\r\n', '\n', '\r'],
      properties: {
        findings,
        counted,
        written: list.length,
        leftOut: left,
        order: 'counts at the gate; would be cut; bytes; score; place',
        ...(header === null ? {} : { fingerprint: header.fingerprint }),
      },
    }
    out.write(`{"$schema":${json(SCHEMA)},"version":"2.1.0","runs":[\n{"tool":${json(tool)},\n"results":[`)
    list.forEach((finding, n) => {
      const level = counts(finding) ? 'error' : finding.edit === 'none' ? 'note' : 'warning'
      const result = resultOf(finding, level, whereIs(view, finding), view.where(finding, 'source'), ask)
      out.write(`${n === 0 ? '\n' : ',\n'}${json(result)}`)
    })
    out.write(`\n],\n${json(rest).slice(1)}\n]}\n`)
  }
}

// --------------------------------------------------------------------------------------------------------------- results

function resultOf(
  finding: FindingRecord,
  level: 'error' | 'warning' | 'note',
  where: Where,
  origin: Where | null,
  ask: Ask,
): Result {
  const { source } = finding
  const said = plain(named(finding, where.path))
  const linked = source !== null && origin !== null
  return {
    ruleId: finding.rule,
    ruleIndex: kinds.indexOf(finding.kind),
    level,
    message: { text: `${linked ? `[${said}](1)` : said}: ${plain(why(finding, ask.mode))}` },
    locations: [locationOf(where, finding)],
    ...(linked
      ? { relatedLocations: [{ id: 1, ...locationOf(origin, source), message: { text: 'where it was said before' } }] }
      : {}),
    partialFingerprints: { 'dittograph/v1': finding.fingerprint },
    // Only where there is a baseline to be new to (3.27.24).
    ...(ask.news === undefined ? {} : { baselineState: finding.known ? ('unchanged' as const) : ('new' as const) }),
    properties: {
      kind: finding.kind,
      bytes: bytesOf(finding),
      exact: finding.exact,
      score: finding.score,
      edit: finding.edit,
      cut: finding.cut,
    },
  }
}

function locationOf(where: Where, place: PlaceRecord): Location {
  const [startLine, endLine] = fileLines(where, place.lines)
  const [start, end] = place.span
  const region: Region =
    where.line === null ? { startLine, endLine, byteOffset: start, byteLength: end - start } : { startLine, endLine }
  return {
    physicalLocation: { artifactLocation: artifact(where.path), region },
    properties:
      where.line === null
        ? { article: place.article }
        : { article: place.article, span: place.span, lines: place.lines, of: 'UTF-8 of the text value, unescaped' },
  }
}

const artifact = (path: string): ArtifactLocation => ({ uri: uri(path), uriBaseId: ROOT })

// -------------------------------------------------------------------------------------------------------------- troubles

function notification(trouble: Trouble): Notification {
  const { path, line } = trouble
  const physicalLocation: PhysicalLocation | null =
    path === null
      ? null
      : { artifactLocation: artifact(path), ...(line === null ? {} : { region: { startLine: line } }) }
  return {
    descriptor: { id: trouble.code },
    level: trouble.level,
    message: { text: plain(short(placed(trouble))) },
    ...(physicalLocation === null ? {} : { locations: [{ physicalLocation }] }),
  }
}

const note = (id: string, text: string): Notification => ({ descriptor: { id }, level: 'note', message: { text } })

// ----------------------------------------------------------------------------------------------------------------- rules

/** name, in one sentence, what to do about it, and the level without flags. */
const TOLD: Readonly<Record<Kind, readonly [name: string, short: string, help: string, level: 'error' | 'note']>> = {
  repeat: [
    'RepeatedPassage',
    'A passage stands again in its own article.',
    'The passage is identical to an earlier one after folding case, accents, quotes and spaces, or at least nine tenths of it align. `dittograph clean` cuts the later one where that is safe: it never cuts a refrain, a row of figures, or a near repeat that differs in a number.',
    'error',
  ],
  copy: [
    'CopiedArticle',
    'The article is a copy of another article.',
    'At least half of the distinct shingles of both articles are the same, or four fifths of the shorter one stand in the longer one. `dittograph clean` removes the copy only if the kept article says all of it; otherwise it stays, and the reasons say what it adds. `dittograph explain A B --from CORPUS` shows the comparison.',
    'error',
  ],
  part: [
    'ArticleInsideAnother',
    'The article is printed inside a longer one that begins otherwise.',
    'A market digest or a roundup that holds a whole article is not its copy. Nothing is removed unless `--parts drop` asks for it.',
    'note',
  ],
  passage: [
    'SharedPassage',
    'A passage stands in another article that is no copy.',
    'A paragraph of at least 20 words, or a run of 40, is the same in two articles that otherwise differ: a quotation, background, a statement. It is reported and not cut.',
    'note',
  ],
  boilerplate: [
    'OutletBoilerplate',
    'The outlet prints this passage under many different articles.',
    'Subscription lines, credits and notices. They are left out when copies are decided, and cut only with `--boilerplate cut`.',
    'note',
  ],
}

const rulesOf = (version: string | null): ReportingDescriptor[] =>
  kinds.map((kind) => {
    const [name, short, help, level] = TOLD[kind]
    return {
      id: `dittograph/${kind}`,
      name,
      shortDescription: { text: short },
      fullDescription: { text: `${short} ${help.replaceAll('`', '')}` },
      help: {
        text: `${short} ${help.replaceAll('`', '')} More: dittograph help ${kind}.`,
        markdown: `${short}\n\n${help}\n\nMore: \`dittograph help ${kind}\``,
      },
      helpUri: homeOf(version),
      defaultConfiguration: { level },
      properties: { tags: ['duplication', kind] },
    }
  })
