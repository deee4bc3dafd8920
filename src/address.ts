// The address of an article -> whose site it is on, and whether two addresses are one. No list of the world's suffixes: where it cannot be
// told whether two hosts are one site they are taken for one, because only what stands elsewhere is evidence.
//
// Law: an address is the same as itself with another scheme, `www.`, a mobile host, a slash at its end, a fragment, or the marks of a campaign.

const URL_ = /^(?:https?:)?\/\/(?:[^/?#@]*@)?([^/:?#]+)(?::\d+)?([^?#]*)(\?[^#]*)?/i

/** Labels that stand for a paper's readers and not for another paper. */
const SAME = /^(?:www\d?|m|mobile|amp|touch|beta)\./
/** Parameters that say where a reader came from. */
const CAMPAIGN = /^(?:utm_\w*|fbclid|gclid|cmpid|ref|output|amp)$/i
/** Labels under which strangers have their names: "co.uk", "com.sa"; and hosts that are full of strangers. */
const SHARED: ReadonlySet<string> = new Set(
  'co com org net gov gob gouv gov edu ac go or ne info press blogspot wordpress substack medium tumblr github livejournal typepad'.split(
    ' ',
  ),
)

const small = (text: string): string =>
  text.replace(/[A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 32)).replace(/\.$/, '')

/** The host of an address of the web, without what stands for the same paper; null: it is none. */
export function siteOf(url: string): string | null {
  const host = URL_.exec(url.trim())?.[1]
  if (host === undefined || !host.includes('.')) return null
  return small(host).replace(SAME, '')
}

/** What is compared of an address; null: it is none of the web. */
export function addressOf(url: string): string | null {
  const found = URL_.exec(url.trim())
  const site = siteOf(url)
  if (found === null || site === null) return null
  const asked = (found[3] ?? '')
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !CAMPAIGN.test(part.split('=', 1)[0]!))
  const path = found[2]!.replace(/\/(?:amp|index\.html?)?\/?$/, '')
  return `${site}${path}${asked.length > 0 ? `?${asked.join('&')}` : ''}`
}

/** Are two hosts, as siteOf tells them, of one site? */
export function sameSite(a: string, b: string): boolean {
  if (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)) return true
  const [x, y] = [a.split('.').reverse(), b.split('.').reverse()]
  const least = Math.min(x.length, y.length, SHARED.has(x[1] ?? '') ? 3 : 2)
  return least >= 2 && x.slice(0, least).every((label, i) => label === y[i]) && !(SHARED.has(x[1]!) && least < 3)
}
