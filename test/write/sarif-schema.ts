// What SARIF 2.1.0 demands of the objects that we write, as a JSON schema. No npm package that we know of ships the official one
// (looked for in November 2026), and it is not copied here. Types, required properties, limits, `additionalProperties: false` and
// unique items were compared with it, definition by definition (oasis-tcs/sarif-spec, committee specification 2.1.0), `artifactLocation` and
// the root of the log too. Not compared with it but with @types/sarif only: `tool`, `toolComponent`, and `baselineState` of a result.
// Stricter than it: texts are not empty, versions are semantic, a place has a file.
// What we never write is left out, so that to write it is an error here until it is added. That no property is misspelt the
// compiler holds as well: sarif.ts is checked against @types/sarif. The numbers are sections of the standard.
type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: 'string' }
const whole = (minimum: number): Schema => ({ type: 'integer', minimum })
const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more })
const object = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties: { ...properties, properties: { $ref: '#/definitions/propertyBag' } },
  required,
})
const of = (name: string): Schema => ({ $ref: `#/definitions/${name}` })

const level: Schema = { enum: ['none', 'note', 'warning', 'error'] }

export const sarifSchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  definitions: {
    // 3.8
    propertyBag: {
      type: 'object',
      additionalProperties: true,
      properties: { tags: list(text, { uniqueItems: true }) },
    },
    // 3.4
    artifactLocation: object({
      uri: { type: 'string', format: 'uri-reference' },
      uriBaseId: text,
      index: whole(-1),
      description: of('message'),
    }),
    // 3.11: one of text and id; no empty text
    message: {
      ...object({ text: { type: 'string', minLength: 1 }, markdown: text, id: text, arguments: list(text) }),
      anyOf: [{ required: ['text'] }, { required: ['id'] }],
    },
    // 3.12
    multiformatMessageString: object({ text: { type: 'string', minLength: 1 }, markdown: text }, ['text']),
    // 3.30
    region: object({
      startLine: whole(1),
      startColumn: whole(1),
      endLine: whole(1),
      endColumn: whole(1),
      charOffset: whole(-1),
      charLength: whole(0),
      byteOffset: whole(-1),
      byteLength: whole(0),
    }),
    // 3.29
    physicalLocation: {
      ...object({ artifactLocation: of('artifactLocation'), region: of('region') }),
      required: ['artifactLocation'],
    },
    // 3.28
    location: object({ id: whole(-1), physicalLocation: of('physicalLocation'), message: of('message') }),
    // 3.49, 3.50, 3.52
    reportingConfiguration: object({
      enabled: { type: 'boolean' },
      level,
      rank: { type: 'number', minimum: -1, maximum: 100 },
    }),
    reportingDescriptor: object(
      {
        id: text,
        name: text,
        shortDescription: of('multiformatMessageString'),
        fullDescription: of('multiformatMessageString'),
        defaultConfiguration: of('reportingConfiguration'),
        helpUri: { type: 'string', format: 'uri' },
        help: of('multiformatMessageString'),
      },
      ['id'],
    ),
    reportingDescriptorReference: {
      ...object({ id: text, index: whole(-1) }),
      anyOf: [{ required: ['id'] }, { required: ['index'] }],
    },
    // 3.19
    toolComponent: object(
      {
        name: text,
        version: text,
        // 3.19.12, Semantic Versioning 2.0
        semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+(-[\\w.-]+)?(\\+[\\w.-]+)?$' },
        informationUri: { type: 'string', format: 'uri' },
        rules: list(of('reportingDescriptor'), { uniqueItems: true }),
      },
      ['name'],
    ),
    tool: object({ driver: of('toolComponent') }, ['driver']),
    // 3.58
    notification: object(
      {
        descriptor: of('reportingDescriptorReference'),
        level,
        message: of('message'),
        locations: list(of('location'), { uniqueItems: true }),
      },
      ['message'],
    ),
    // 3.20
    invocation: object(
      {
        executionSuccessful: { type: 'boolean' },
        exitCode: { type: 'integer' },
        toolExecutionNotifications: list(of('notification')),
      },
      ['executionSuccessful'],
    ),
    // 3.27
    result: object(
      {
        ruleId: text,
        ruleIndex: whole(-1),
        level,
        message: of('message'),
        locations: list(of('location')),
        relatedLocations: list(of('location'), { uniqueItems: true }),
        partialFingerprints: { type: 'object', additionalProperties: text },
        baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
      },
      ['message'],
    ),
    // 3.14
    run: object(
      {
        tool: of('tool'),
        invocations: list(of('invocation')),
        originalUriBaseIds: { type: 'object', additionalProperties: of('artifactLocation') },
        newlineSequences: list(text, { minItems: 1, uniqueItems: true }),
        results: list(of('result')),
      },
      ['tool'],
    ),
  },
  ...object(
    {
      $schema: { type: 'string', format: 'uri' },
      version: { const: '2.1.0' },
      runs: list({ $ref: '#/definitions/run' }),
    },
    ['version', 'runs'],
  ),
}
