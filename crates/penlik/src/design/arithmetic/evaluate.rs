//! The values of an expression, and for a value that is no number the step that lost it.

use super::{Elementary, Expression, Operation, Step};
use crate::check::shown;
use crate::design::error::DesignError;
use crate::design::table::{Column, Table};
use crate::linalg::{PANEL_ROWS, Twofold};

/// Whole powers up to here are products, correctly rounded but for rare ties.
const PRODUCTS: f64 = 64.0;
/// Columns that an error tells the values of.
const TOLD: usize = 4;

impl Expression {
    /// The values at some rows of a table.
    ///
    /// # Errors
    /// ERR_COLUMN for a column that is missing or not numeric; ERR_NON_FINITE with row, column and operation for a result that is not finite.
    pub fn evaluate(&self, term: &str, table: &Table<'_>, rows: &[usize]) -> Result<Vec<f64>, DesignError> {
        let columns = self.numbers(table)?;
        let mut out = vec![0.0; rows.len()];
        let mut stack = Vec::new();
        for (rows, out) in rows.chunks(PANEL_ROWS).zip(out.chunks_mut(PANEL_ROWS)) {
            self.run(&columns, rows, &mut stack, out);
        }
        match out.iter().position(|value| !value.is_finite()) {
            Some(i) => Err(self.blame(term, &columns, rows[i], out[i])),
            None => Ok(out),
        }
    }

    fn numbers<'t>(&self, table: &Table<'t>) -> Result<Vec<&'t [f64]>, DesignError> {
        self.columns.iter().map(|name| numeric(name, table)).collect()
    }

    /// Runs the steps over a panel of rows; `stack` lends memory.
    fn run(&self, columns: &[&[f64]], rows: &[usize], stack: &mut Vec<Vec<f64>>, out: &mut [f64]) {
        let mut depth = 0;
        for step in &self.steps {
            match step {
                Step::Column(number) => {
                    let top = pushed(stack, &mut depth);
                    top.extend(rows.iter().map(|&row| columns[*number][row]));
                }
                Step::Number(x) => {
                    let top = pushed(stack, &mut depth);
                    top.resize(rows.len(), *x);
                }
                Step::Negate => stack[depth - 1].iter_mut().for_each(|x| *x = -*x),
                Step::Apply(function) => stack[depth - 1].iter_mut().for_each(|x| *x = function.at(*x)),
                Step::Combine(operation) => {
                    depth -= 1;
                    let (below, top) = stack.split_at_mut(depth);
                    below[depth - 1].iter_mut().zip(&top[0]).for_each(|(a, b)| *a = operation.at(*a, *b));
                }
            }
        }
        out.copy_from_slice(&stack[0]);
    }

    /// The first step of a row that makes no number out of numbers.
    fn blame(&self, term: &str, columns: &[&[f64]], row: usize, value: f64) -> DesignError {
        let mut stack: Vec<f64> = Vec::new();
        let mut operation = term.to_owned();
        for step in &self.steps {
            let (result, said) = match step {
                Step::Column(number) => (columns[*number][row], None),
                Step::Number(x) => (*x, None),
                Step::Negate => (-stack.pop().unwrap_or(0.0), None),
                Step::Apply(function) => {
                    let x = stack.pop().unwrap_or(0.0);
                    (function.at(x), Some(format!("{}({})", function.name(), shown(x))))
                }
                Step::Combine(operation) => {
                    let (b, a) = (stack.pop().unwrap_or(0.0), stack.pop().unwrap_or(0.0));
                    (operation.at(a, b), Some(format!("{} {} {}", shown(a), operation.symbol(), shown(b))))
                }
            };
            if let (false, Some(said)) = (result.is_finite(), said) {
                operation = said;
                break;
            }
            stack.push(result);
        }
        let inputs = self.columns.iter().zip(columns).take(TOLD);
        let inputs: Vec<String> = inputs.map(|(name, values)| format!("{name} = {}", shown(values[row]))).collect();
        DesignError::Arithmetic {
            term: term.to_owned(),
            row,
            value,
            operation,
            inputs: inputs.join(", "),
            position: None,
        }
    }
}

/// The numbers of a column.
pub(in crate::design) fn numeric<'t>(name: &str, table: &Table<'t>) -> Result<&'t [f64], DesignError> {
    match table.require(name, None)? {
        Column::Numeric(values) => Ok(values),
        other => {
            let (column, found) = (name.to_owned(), other.type_name());
            Err(DesignError::WrongType { column, found, expected: "numeric", position: None })
        }
    }
}

fn pushed<'s>(stack: &'s mut Vec<Vec<f64>>, depth: &mut usize) -> &'s mut Vec<f64> {
    if stack.len() == *depth {
        stack.push(Vec::new());
    }
    *depth += 1;
    let top = &mut stack[*depth - 1];
    top.clear();
    top
}

impl Elementary {
    fn at(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Log => x.ln(),
            Self::Log2 => x.log2(),
            Self::Log10 => x.log10(),
            Self::Log1p => x.ln_1p(),
            Self::Exp => x.exp(),
            Self::Sqrt => x.sqrt(),
            Self::Abs => x.abs(),
        }
    }
}

impl Operation {
    fn at(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Power => power(a, b),
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
        }
    }
}

/// aᵇ; for whole b from 2 to 64 the product in twice the precision.
fn power(a: f64, b: f64) -> f64 {
    if b.fract() == 0.0 && (2.0..=PRODUCTS).contains(&b) {
        let product = (1..b as usize).fold(Twofold::from(a), |product, _| product * Twofold::from(a)).hi;
        if product.is_finite() {
            return product;
        }
    }
    a.powf(b)
}
