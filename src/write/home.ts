// Where somebody looks who has a report and nothing else. What a kind of finding means stands in the HTML report itself, in the help of
// each rule of SARIF, and behind `dittograph help KIND`; this is the page of the package, of the version that wrote the report.

export const HOME = 'https://www.npmjs.com/package/dittograph'

export const homeOf = (version: string | null): string => (version === null ? HOME : `${HOME}/v/${version}`)
