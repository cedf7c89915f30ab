//! The canonical text of an expression: R's spacing, and no parentheses but those that are needed to read it back.

use super::{Elementary, Operation, Step};
use crate::design::number_label::number_label;
use crate::formula::written_name;

// How tightly things bind in the grammar.
const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const SIGN: u8 = 3;
const POWER: u8 = 4;
const OPERAND: u8 = 5;

/// A part and how tightly its outermost operator binds.
struct Part {
    text: String,
    tightness: u8,
}

impl Part {
    fn operand(text: String) -> Self {
        Self { text, tightness: OPERAND }
    }

    fn at_least(self, tightness: u8) -> String {
        if self.tightness >= tightness { self.text } else { format!("({})", self.text) }
    }
}

pub(super) fn written(steps: &[Step], columns: &[String]) -> String {
    let mut stack: Vec<Part> = Vec::new();
    for step in steps {
        let part = match step {
            Step::Column(number) => Part::operand(written_name(&columns[*number])),
            Step::Number(x) => Part::operand(exact_number(*x)),
            Step::Negate => {
                let operand = stack.pop().map_or_else(String::new, |part| part.at_least(SIGN));
                Part { text: format!("-{operand}"), tightness: SIGN }
            }
            Step::Apply(function) => applied(*function, stack.pop()),
            Step::Combine(operation) => {
                let (right, left) = (stack.pop(), stack.pop());
                combined(*operation, left, right)
            }
        };
        stack.push(part);
    }
    stack.pop().map_or_else(String::new, |part| part.text)
}

fn applied(function: Elementary, inner: Option<Part>) -> Part {
    Part::operand(format!("{}({})", function.name(), inner.map_or_else(String::new, |part| part.text)))
}

/// Left operands are appended to, so that a long sum takes linear time.
fn combined(operation: Operation, left: Option<Part>, right: Option<Part>) -> Part {
    let (symbol, tightness, least_left, least_right) = match operation {
        Operation::Add => (" + ", SUM, SUM, PRODUCT),
        Operation::Subtract => (" - ", SUM, SUM, PRODUCT),
        Operation::Multiply => (" * ", PRODUCT, PRODUCT, SIGN),
        Operation::Divide => ("/", PRODUCT, PRODUCT, SIGN),
        Operation::Power => ("^", POWER, OPERAND, SIGN),
    };
    let mut text = left.map_or_else(String::new, |part| part.at_least(least_left));
    text.push_str(symbol);
    text.push_str(&right.map_or_else(String::new, |part| part.at_least(least_right)));
    Part { text, tightness }
}

/// The shortest text that is read as x: as R writes it where that is exact.
pub(in crate::design) fn exact_number(x: f64) -> String {
    let short = number_label(x);
    if short.parse() == Ok(x) { short } else { format!("{x:?}") }
}
