// The mistakes people make most: exit 2, nothing on stdout, and on stderr one line: what is wrong, where, the way out, and a code.
import { expect, test } from 'vitest'
import { desk, row, run, text } from './command.js'
import { bridge, rain } from './press.js'

const dir = desk({
  'in/a.txt': text(bridge),
  'records.jsonl': row({ headline: 'Bridge', body: bridge }) + row({ headline: 'Rain', body: rain }),
  'full/old.txt': 'old',
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
    `--out is a flag of clean, restore, not of scan (E_USAGE)\n`,
  ],
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
  ['clean without --out', ['clean', 'in'], `clean needs --out DIR, or --dry-run to see what it would do (E_USAGE)\n`],
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
    'a reporter to come',
    ['in', '-r', 'parquet'],
    `--reporter parquet is not yet in this version: -r jsonl=FILE has everything it would say (E_NOT_YET)\n`,
  ],
  [
    'another name of the text field',
    ['records.jsonl', '-r', 'silent'],
    'error: records.jsonl: none of its records (2) has a text in the field "text"; fields seen: headline, body. Name the right one with --text-field. They are skipped (E_NO_TEXT)\n',
  ],
  [
    'an id that is not there',
    ['explain', 'in/z.txt', '--from', 'in'],
    `nothing of in/z.txt stands in the report: ids are those of its article records, fingerprints those of its findings and clusters (E_USAGE)\n`,
  ],
])('%s', (_, words, message) => {
  expect(run(dir, words)).toEqual({ code: 2, out: '', err: `dittograph: ${message}` })
})
