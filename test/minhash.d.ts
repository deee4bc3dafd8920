// npm minhash has no types; these are of what the tests and benches call.
declare module 'minhash' {
  export class Minhash {
    constructor(config?: { numPerm?: number; seed?: number })
    update(shingle: string): void
    jaccard(other: Minhash): number
  }
  export class LshIndex {
    constructor(config?: { bandSize?: number })
    insert(key: string, sketch: Minhash): void
    query(sketch: Minhash): string[]
  }
}
