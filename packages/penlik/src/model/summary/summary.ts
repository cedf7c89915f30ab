import type { SummaryData } from "./data.js";
import { toMarkdownText } from "./markdown.js";
import { toText } from "./text.js";

/**
 * What a fit says about itself. `String(summary)` is the text for a terminal in the form R users know, `toMarkdown()` the same for a
 * report, `toJSON()` the numbers.
 *
 * @example
 * ```ts
 * console.log(String(model.summary()));
 * ```
 */
export class Summary {
  readonly #data: SummaryData;

  /** @internal */
  constructor(data: SummaryData) {
    this.#data = Object.freeze(data);
  }

  /** Text of at most 100 columns: model, coefficient tables, deviances, criteria, convergence and its certificate. */
  toString(): string {
    return toText(this.#data);
  }

  /** The same facts as Markdown. */
  toMarkdown(): string {
    return toMarkdownText(this.#data);
  }

  /** The numbers behind the text, for `JSON.stringify`; what is not a number there becomes null. */
  toJSON(): SummaryData {
    return structuredClone(this.#data);
  }

  /** `console.log(summary)` shows the text. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
