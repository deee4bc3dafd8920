// Small letters for names of elements, fields and media types, which are ASCII: Node's own also knows letters that other versions of Unicode spell otherwise.
const small = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + 32)
const large = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 32)

export const lower = (text: string): string => (/[A-Z]/.test(text) ? text.replace(/[A-Z]/g, small) : text)
export const upper = (text: string): string => text.replace(/[a-z]/g, large)
