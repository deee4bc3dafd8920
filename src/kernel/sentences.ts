// Lists of sentences, each kept once: most are said again and again, so that columns hold their numbers.
export class Sentences {
  readonly #lists: string[] = []
  readonly #known = new Map<string, number>()

  number(list: readonly string[]): number {
    const written = JSON.stringify(list)
    let number = this.#known.get(written)
    if (number === undefined) {
      number = this.#lists.push(written) - 1
      this.#known.set(written, number)
    }
    return number
  }

  get(number: number): readonly string[] {
    return JSON.parse(this.#lists[number]!)
  }
}
