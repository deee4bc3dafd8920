// The mistakes people make most: exit 2, nothing on stdout, and on stderr what is wrong, where, and the way out.
import { expect, test } from 'vitest'
import { desk, row, run, text } from './command.js'
import { bridge, rain } from './press.js'

const dir = desk({
  'in/a.txt': text(bridge),
  'records.jsonl': row({ headline: 'Bridge', body: bridge }) + row({ headline: 'Rain', body: rain }),
  'full/old.txt': 'old',
})
const HELP = 'dittograph: dittograph --help lists commands and flags\n'

test.each([
  [
    'nothing to read',
    [],
    `scan needs something to read: files, directories, quoted globs, - for standard input, or --files-from FILE\n${HELP}`,
  ],
  ['a path that is not there', ['in/b.txt'], `in/b.txt: there is no such file or directory under ${dir}\n${HELP}`],
  [
    'a glob that matches nothing',
    ['in/*.md'],
    `in/*.md: this pattern matches no file under ${dir} (hidden files and symbolic links do not count)\n${HELP}`,
  ],
  [
    'a flag with a slip',
    ['in', '--max-findngs', '3'],
    `there is no flag --max-findngs (did you mean --max-findings?); dittograph --help lists all\n${HELP}`,
  ],
  [
    'a command to come',
    ['index', 'add', 'in'],
    `dittograph index is not yet in this version: scan the new articles with --against ARCHIVE\n${HELP}`,
  ],
  [
    'a command with a slip',
    ['scna', '.'],
    `scna: there is no such command, file or directory (did you mean scan?)\n${HELP}`,
  ],
  ['clean without --out', ['clean', 'in'], `clean needs --out DIR, or --dry-run to see what it would do\n${HELP}`],
  [
    'an output that is not empty',
    ['clean', 'in', '--out', 'full'],
    'full is not empty; it was left as it is. --force replaces all of it\n',
  ],
  [
    'two reports on one stdout',
    ['in', '-r', 'text', '-r', 'jsonl'],
    `-r text and -r jsonl contradict each other: both write to standard output; give one a file, -r NAME=FILE\n${HELP}`,
  ],
  [
    'a reporter to come',
    ['in', '-r', 'html'],
    `--reporter html is not yet in this version: -r jsonl=FILE has everything it would say\n${HELP}`,
  ],
  [
    'another name of the text field',
    ['records.jsonl', '-r', 'silent'],
    'error: records.jsonl: none of its records (2) has a text in the field "text"; fields seen: headline, body. Name the right one with --text-field. They are skipped\n',
  ],
  [
    'an id that is not there',
    ['explain', 'in/z.txt', '--from', 'in'],
    `nothing of in/z.txt stands in the report: ids are those of its article records, fingerprints those of its findings and clusters\n${HELP}`,
  ],
])('%s', (_, words, message) => {
  expect(run(dir, words)).toEqual({ code: 2, out: '', err: `dittograph: ${message}` })
})
