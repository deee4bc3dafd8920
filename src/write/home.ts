// Where the pages about dittograph stand. They come with the package (docs/), so every version has its own, and a link in an old report
// leads to the page of that version.
import type { Kind } from '../model.js'

export const HOME = 'https://www.npmjs.com/package/dittograph'

/** A page of docs/ of a version, as the package holds it. */
const page = (version: string, path: string): string => `https://unpkg.com/dittograph@${version}/docs/${path}`

/** The page about one kind of finding. */
export const rulePage = (version: string, kind: Kind): string => page(version, `rules/${kind}.md`)

/** The page that lists them. */
export const rulesPage = (version: string): string => page(version, 'rules/README.md')
