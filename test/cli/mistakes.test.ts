// The mistakes people make most: exit 2, nothing on stdout, and on stderr one line: what is wrong, where, the way out, and a code.
import { expect, test } from 'vitest'
import { desk, row, run, text } from './command.js'
import { bridge, rain } from './press.js'

const dir = desk({
  'in/a.txt': text(bridge),
  'records.jsonl': row({ headline: 'Bridge', body: bridge }) + row({ headline: 'Rain', body: rain }),
  'full/old.txt': 'old',
  'strict.json': '{}',
  'list.txt': 'in/a.txt\n',
})

test.each([
  [
    'nothing to read',
    [],
    `scan needs something to read: files, directories, quoted globs, - for standard input, or --files-from FILE (E_USAGE)\n`,
  ],
  [
    'a path that is not there',
    ['in/b.txt'],
    `in/b.txt: there is no such file or directory under ${dir} (E_NO_MATCH)\n`,
  ],
  [
    'a path with a slip',
    ['record.jsonl'],
    `record.jsonl: there is no such file or directory under ${dir} (did you mean records.jsonl?) (E_NO_MATCH)\n`,
  ],
  [
    'a directory with a slip, and what lies in it',
    ['fulll/old.txt'],
    `fulll/old.txt: there is no such file or directory under ${dir} (did you mean full/old.txt?) (E_NO_MATCH)\n`,
  ],
  [
    'a glob that matches nothing',
    ['in/*.md'],
    `in/*.md: this pattern matches no file under ${dir} (hidden files and symbolic links do not count) (E_NO_MATCH)\n`,
  ],
  [
    'a flag with a slip',
    ['in', '--max-findngs', '3'],
    `there is no flag --max-findngs (did you mean --max-findings?); dittograph --help lists all (E_USAGE)\n`,
  ],
  [
    'a flag with a slip and its value',
    ['in', '--max-findngs=3'],
    `there is no flag --max-findngs (did you mean --max-findings?); dittograph --help lists all (E_USAGE)\n`,
  ],
  [
    'a flag of another command, with its value',
    ['in', '--out=x'],
    `--out is a flag of clean, restore, plan, run, not of scan (E_USAGE)\n`,
  ],
  [
    'a switch with a value',
    ['in', '--hyperlinks=yes'],
    `--hyperlinks takes no value: write --hyperlinks or --no-hyperlinks (E_USAGE)\n`,
  ],
  [
    'one report over another, spelled otherwise',
    ['in', '-r', 'jsonl=x.jsonl', '-r', 'csv=./x.jsonl'],
    'two reports would be written to ./x.jsonl: give each its own file (E_USAGE)\n',
  ],
  [
    'help on a word with a slip',
    ['help', 'clea'],
    "help knows scan, clean, restore, explain, verify, plan, run, stage, init, completion, repeat, copy, part, passage, boilerplate, rules and the codes of messages, not 'clea' (did you mean clean?) (E_USAGE)\n",
  ],
  [
    'a stage with a slip',
    ['stage', 'sketh', '--settings', 'x'],
    'stage sketh: there is no stage of that name (did you mean sketch?): sketch, forest, labels, boilerplate, bare, shingles, verify, decide, records, clean (E_USAGE)\n',
  ],
  [
    'a recipe with a slip',
    ['in', '--recipe', './strct.json'],
    './strct.json: there is no such file (did you mean strict.json?) (E_RECIPE)\n',
  ],
  [
    'a list with a slip',
    ['--files-from', 'lst.txt'],
    `--files-from lst.txt: there is no such file (did you mean list.txt?) (E_USAGE)\n`,
  ],
  [
    'a file that is no output',
    ['verify', 'in/a.txt'],
    'there is no in/a.txt/undo/manifest.jsonl: name the directory that clean --out wrote (and --undo-dir, if it was cleaned with that) (E_BUNDLE)\n',
  ],
  ['help with a value', ['--help=1'], '--help takes no value: write dittograph COMMAND --help (E_USAGE)\n'],
  [
    'a command to come',
    ['index', 'add', 'in'],
    `dittograph index is not yet in this version: scan the new articles with --against ARCHIVE (E_NOT_YET)\n`,
  ],
  [
    'a command with a slip',
    ['scna', '.'],
    `scna: there is no such command, file or directory (did you mean scan?) (E_USAGE)\n`,
  ],
  [
    'clean without --out',
    ['clean', 'in'],
    `clean needs --out DIR or --in-place, or --dry-run to see what it would do (E_USAGE)\n`,
  ],
  [
    'an output that is not empty',
    ['clean', 'in', '--out', 'full'],
    'full is not empty; it was left as it is. --force replaces all of it (E_WRITE)\n',
  ],
  [
    'two reports on one stdout',
    ['in', '-r', 'text', '-r', 'jsonl'],
    `-r text and -r jsonl contradict each other: both write to standard output; give one a file, -r NAME=FILE (E_USAGE)\n`,
  ],
  [
    'another name of the text field',
    ['records.jsonl', '-r', 'silent'],
    'error: records.jsonl: none of its records (2) has a text in the field "text"; fields seen: headline, body. Name the right one with --text-field. They are skipped (E_NO_TEXT)\n',
  ],
  [
    'a flag without its value',
    ['in', '--fail-on'],
    '--fail-on needs a value, WHAT: for example --fail-on any (E_USAGE)\n',
  ],
  [
    'a report in a directory that is not there',
    ['in', '-r', 'jsonl=no/where/x.jsonl'],
    `cannot write no/where/x.jsonl: there is no directory ${dir}/no/where; no file was left there (E_WRITE)\n`,
  ],
  [
    'a directory that clean did not write',
    ['restore', 'in', '--out', 'back'],
    'there is no in/undo/manifest.jsonl: name the directory that clean --out wrote (and --undo-dir, if it was cleaned with that) (E_BUNDLE)\n',
  ],
  [
    'an id without its directory',
    ['explain', 'a.txt', '--from', 'in'],
    'nothing of a.txt stands in the report (did you mean in/a.txt?): ids are those of its article records, fingerprints those of its findings and clusters (E_USAGE)\n',
  ],
  [
    'an id with a slip',
    ['explain', 'artcle', '--from', 'records.jsonl', '--id-field', 'headline', '--text-field', 'body'],
    'nothing of artcle stands in the report: ids are those of its article records, fingerprints those of its findings and clusters (E_USAGE)\n',
  ],
  [
    'another id with a slip',
    ['explain', 'Brigde', '--from', 'records.jsonl', '--id-field', 'headline', '--text-field', 'body'],
    'nothing of Brigde stands in the report (did you mean Bridge?): ids are those of its article records, fingerprints those of its findings and clusters (E_USAGE)\n',
  ],
  [
    'one of two ids',
    ['explain', 'in/a.txt', 'in/b.txt', '--from', 'in'],
    'in/b.txt is no article of in that could be read: ids are those of the article records, -r jsonl writes them (E_USAGE)\n',
  ],
  [
    'an id that is not there',
    ['explain', 'in/z.txt', '--from', 'in'],
    `nothing of in/z.txt stands in the report: ids are those of its article records, fingerprints those of its findings and clusters (E_USAGE)\n`,
  ],
])('%s', (_, words, message) => {
  expect(run(dir, words)).toEqual({ code: 2, out: '', err: `dittograph: ${message}` })
})
