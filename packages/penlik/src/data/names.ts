/** The columns that a formula may mention: the names in it, or every column when it holds a lone `.`. */
export class Mentioned {
  readonly #names: ReadonlySet<string> | null;

  private constructor(names: ReadonlySet<string> | null) {
    this.#names = names;
  }

  /** Every column of the table. */
  static everything(): Mentioned {
    return new Mentioned(null);
  }

  /** These names and no others. */
  static only(names: Iterable<string>): Mentioned {
    return new Mentioned(new Set(names));
  }

  /**
   * The words of one or several formulas. This is no parser: it may take a function's name for a column's, never the other way
   * round, so that a column which a formula needs is always converted.
   */
  static in(...formulas: readonly string[]): Mentioned {
    const names = new Set<string>();
    for (const formula of formulas) {
      if (!collectWords(formula, names)) return Mentioned.everything();
    }
    return new Mentioned(names);
  }

  /** Whether the column may be needed. */
  includes(name: string): boolean {
    return this.#names === null || this.#names.has(name);
  }
}

const WORD = /`([^`]*)`|[\p{Alphabetic}\p{M}\p{N}\p{Cf}_.]+/gu;

/** Puts the words of a formula in `names`; false when it holds something that only all columns are sure to cover. */
function collectWords(formula: string, names: Set<string>): boolean {
  // Escapes, and back-ticks inside strings, are left to the parser.
  if (formula.includes("\\") || (/["']/.test(formula) && formula.includes("`"))) return false;
  for (const match of formula.matchAll(WORD)) {
    const word = match[1] ?? match[0];
    if (word === ".") return false;
    names.add(word);
  }
  return true;
}
