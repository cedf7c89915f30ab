//! Text → syntax tree. This room knows no data: what a tree means for given columns is the business of `design`.
//!
//! ```text
//! formula  = [ sum ] "~" sum
//! sum      = sum ("+" | "-") product | product
//! product  = product ("*" | "/") within | within
//! within   = within "%in%" interaction | interaction
//! interaction = interaction ":" signed | signed
//! signed   = ("+" | "-") signed | power
//! power    = operand "^" signed | operand          `**` is `^`
//! operand  = name | "." | number | string | "(" sum ")" | function "(" [ argument { "," argument } ] ")"
//! argument = [ name "=" ] sum
//! ```
//!
//! Names hold letters of any script, digits, `_` and `.`; any other name stands in back-ticks, where `\` escapes a back-tick
//! or itself. The functions are a closed list. Reading takes time linear in the length of the text.
//!
//! Source: J. M. Chambers and T. J. Hastie (eds.), Statistical Models in S, chapter 2.

mod caret;
mod error;
mod expected;
mod functions;
mod lexer;
mod nearest;
mod parser;
mod prefix;
mod tree;

use crate::check::Explain;

pub use caret::caret;
pub use error::FormulaError;
pub use functions::Function;
pub(crate) use lexer::snippet;
pub(crate) use nearest::nearest;
pub use tree::{Argument, Formula, Node, NodeId, Operator, Sign, Span};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// How deep parentheses, calls, signs and powers may stand within each other.
pub const MAX_DEPTH: usize = 64;
/// The most operands that are read, and the most terms that they may expand to.
pub const MAX_TERMS: usize = 10_000;

/// Reads a formula.
///
/// # Errors
/// [`FormulaError`] with the byte offset of the first place that cannot be read: ERR_TOO_LARGE beyond a limit, else ERR_FORMULA.
///
/// ```
/// let formula = penlik::formula::parse("y ~ a + b:c - 1")?;
/// assert_eq!(formula.prefix_form(), "(~ y (- (+ a (: b c)) 1))");
/// # Ok::<(), penlik::formula::FormulaError>(())
/// ```
pub fn parse(text: &str) -> Result<Formula, FormulaError> {
    parse_counted(text).map(|(formula, _)| formula)
}

fn parse_counted(text: &str) -> Result<(Formula, usize), FormulaError> {
    if text.len() > MAX_BYTES {
        return Err(FormulaError::TooLong { bytes: text.len() });
    }
    parser::Parser::new(text)?.formula()
}

/// The message of an error about a formula, with its line and a caret where the error has a position.
///
/// ```
/// use penlik::formula::{explain, parse};
/// let text = "y ~ (a + b";
/// assert_eq!(explain(&parse(text).unwrap_err(), text), "this parenthesis is never closed\ny ~ (a + b\n    ^");
/// ```
#[must_use]
pub fn explain(error: &impl Explain, text: &str) -> String {
    match error.position() {
        Some(position) => format!("{error}\n{}", caret(text, position)),
        None => error.to_string(),
    }
}

/// The same place counted in UTF-16 code units, the way strings are indexed in JavaScript.
///
/// ```
/// assert_eq!(penlik::formula::utf16_position("größe ~ x", 10), 8);
/// ```
#[must_use]
pub fn utf16_position(text: &str, position: usize) -> usize {
    text.char_indices().take_while(|(i, _)| *i < position).map(|(_, c)| c.len_utf16()).sum()
}

/// A name as a formula writes it: in back-ticks unless it is a plain name.
///
/// ```
/// use penlik::formula::written_name;
/// assert_eq!((written_name("bill.length"), written_name("bill length")), ("bill.length".into(), "`bill length`".into()));
/// ```
#[must_use]
pub fn written_name(name: &str) -> String {
    lexer::written(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_of_reading_grows_linearly_with_the_text() {
        let shapes: [(&str, &str, &str); 10] = [
            ("y ~ a", " + b1", ""),
            ("y ~ a", ":b1", ""),
            ("y ~ a", " - (b)", ""),
            ("y ~ a", " + s(x, k = 3)", ""),
            ("y ~ a", " * `b c`", ""),
            ("y ~ a", " %in% bb", ""),
            ("y ~ cbind(a", ", b1", ")"),
            ("y ~ s(a", "aaaa", ")"),
            ("y ~ a", "     ", ""),
            ("y ~ `", "ü界 ", "`"),
        ];
        for (head, body, tail) in shapes {
            let work = |n: usize| {
                let text = format!("{head}{}{tail}", body.repeat(n));
                let (_, steps) = parse_counted(&text).unwrap();
                assert!(steps <= 2 * text.len(), "{head}{body}: {steps} steps for {} bytes", text.len());
                steps
            };
            // Equal increments of text take equal increments of work.
            let (one, two, three) = (work(1000), work(2000), work(3000));
            assert_eq!(three - two, two - one, "{head}{body}");
        }
    }

    #[test]
    fn a_written_name_is_read_back_as_itself() {
        for name in [
            "a", "a.b_2", "Größe", "体重", "a b", "1a", ".5", ".", "..", "a`b\\c", "x\n\t", "e\u{301}", "a:b", "_x",
            "TRUE",
        ] {
            let text = format!("y ~ {}", written_name(name));
            let formula = parse(&text).unwrap();
            assert_eq!(formula.node(formula.terms()), &Node::Name(name.to_owned()), "{text}");
        }
    }
}
