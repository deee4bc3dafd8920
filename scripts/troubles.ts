// Troubles of articles and files: their codes, when they come, and what to do. docs.ts writes them into docs/errors.md; a test holds that every
// code of src/ stands here or among those that end a run.
export const troubles: readonly (readonly [code: string, when: string])[] = [
  ['E_NO_MATCH', 'one of several patterns matches nothing: look at its spelling and its quotes'],
  ['E_OUTPUT', 'one of several named inputs is output of dittograph, which is not read: name the articles'],
  ['E_READ', 'the system refused a file or directory, or the rest of one: look at its rights'],
  ['E_NAME', 'a name that is not UTF-8 or cannot be looked at: rename the file'],
  ['E_NOT_A_FILE', 'a pipe, socket or device was named: send a stream to standard input, and name `-`'],
  ['E_BAD_JSON', 'a line of JSONL is no JSON; the byte where reading ended is told'],
  ['E_NO_TEXT', 'a record has no text in the field: `--text-field` names the right one'],
  ['E_TOO_LARGE', 'a record or article is longer than `--max-record`, or has more tokens than fit'],
  ['E_BINARY', 'a file is no text, by its first bytes'],
  ['E_ENCODING', 'a file is in an encoding that is not read, such as UTF-32: convert it with iconv'],
  [
    'E_BAD_RECORD',
    'a record of a web archive is damaged or cannot be unpacked: it is skipped and copied through, and the next one is found',
  ],
  ['E_BAD_ROW', 'a quote in a CSV is not closed: the line, or the rest of the file, is skipped and copied through'],
  ['E_UNPACK', 'a packed file is damaged: what stands before the damage is read'],
  [
    'E_UNPACKED',
    'a packed file holds more than `--max-decompressed`: it is copied through unread; a larger limit reads it',
  ],
  ['E_MORE', 'in JUnit only: more errors than are listed; `-r jsonl=FILE` has them all'],
  ['N_BAD_UTF8', 'bytes that are not UTF-8 stand in a text; they are kept as they are'],
  ['N_BOUNDED', 'very many articles have one key: some were compared with those that stand for it, not all with all'],
  ['N_DUPLICATE_ID', 'several records have one id: each is named by its path and line'],
  ['N_DUPLICATE_KEY', 'a field stands twice in a record; the last one counts'],
  ['N_DIGEST', 'a digest of a record in a web archive is wrong or of an unknown kind: it is left as it is'],
  [
    'N_DECISIONS',
    'decisions of `--decisions` that no finding has: what they were said of has gone, or its text has changed',
  ],
  ['N_EMPTY', 'an article has no words: it stays, and equals nothing'],
  [
    'N_ENCODING',
    'a file does not tell its encoding and is not UTF-8: it is read in the one that it looks like; `--encoding` says what it is',
  ],
  ['N_ID_TYPE', 'an id is no string and no number: the record is named by its path and line'],
  ['N_LEFT_OUT', 'a report of limited size left findings out, the least of them first'],
  ['N_LOOSE_CLUSTER', 'the members of a cluster are hardly alike: only identical text is removed in it'],
  ['N_NO_ARTICLES', 'a web archive or feed holds no page and no text'],
  [
    'N_NO_EXTRACT',
    '`--html-extract readability` finds no article in a page, or the page has too many elements or is too deep: all that a reader sees of it is read',
  ],
  [
    'N_NO_WEIGHT',
    '`--copies weight` cannot write a field into these articles: what they count stands in the report only',
  ],
  ['N_PARQUET_CODEC', 'columns are packed in a way that is read and not written: what changes is packed in another'],
  ['N_RAGGED', 'rows of a CSV have more or fewer cells than the first: they are read as far as they go'],
  ['N_SAME_FILE', 'a file was reached twice and is read once'],
  [
    'N_UNREAD',
    'a web archive holds feeds, JSON or documents beside its pages and texts: they are not read there; unpack them',
  ],
]
