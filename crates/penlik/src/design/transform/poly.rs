//! `poly(x, degree, raw = FALSE)`: polynomials without the constant.
//!
//! Orthonormal over the fitted rows: with t = (x − c)/u they follow
//! b_{k+1} q_{k+1} = (t − a_k) q_k − b_k q_{k−1}, q_0 = 1/√n, a_k = Σ t q_k², b_{k+1} the length of the right side.
//! The numbers c, u, a, b are kept. Everything is computed in twice the precision, so that high degrees keep their digits.
//! Raw: x, x², …, xᵈ, each rounded to a float with what rounding left beside it.
//! Source: G. E. Forsythe, Journal of the Society for Industrial and Applied Mathematics 5 (1957), 74–88.

use serde::{Deserialize, Serialize};

use super::scale::mean;
use super::{Refused, State, Values};
use crate::design::arguments::Call;
use crate::design::error::DesignError;
use crate::linalg::{Twofold, power_of_two_near};

pub(super) const PARAMETERS: &[&str] = &["x", "degree", "raw"];
pub(super) const EXPECTED: &str = "an expression, a degree and, where wanted, raw = TRUE";
/// The highest degree that is read.
const MAX_DEGREE: usize = 1000;
/// Cosines between columns that are no longer orthogonal.
const ORTHOGONAL: f64 = 1e-10;

/// The call.
#[derive(Debug, Clone, Copy)]
pub(in crate::design) struct Poly {
    pub degree: usize,
    raw: bool,
    /// Where the degree stands.
    pub place: usize,
}

impl PartialEq for Poly {
    fn eq(&self, other: &Self) -> bool {
        (self.degree, self.raw) == (other.degree, other.raw)
    }
}

/// The recurrence; pairs are sums of two floats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::design) struct PolyState {
    center: f64,
    unit: f64,
    /// 1/√n.
    first: [f64; 2],
    /// a_0, …, a_{d−1}.
    shifts: Vec<[f64; 2]>,
    /// b_1, …, b_d.
    lengths: Vec<[f64; 2]>,
}

impl Poly {
    pub fn read(call: &Call<'_>) -> Result<Self, DesignError> {
        let degree = call.whole("degree", 1, MAX_DEGREE)?.unwrap_or(1);
        Ok(Self { degree, raw: call.truth("raw", false)?, place: call.place("degree") })
    }

    pub fn label(&self, of: &str) -> String {
        let raw = if self.raw { ", raw = TRUE" } else { "" };
        format!("poly({of}, {}{raw})", self.degree)
    }

    pub fn learn(&self, x: &[f64]) -> Result<State, Refused> {
        let mut distinct = x.to_vec();
        distinct.sort_unstable_by(f64::total_cmp);
        distinct.dedup();
        if self.degree >= distinct.len() {
            let found = format!("{}, with {} distinct values", self.degree, distinct.len());
            let expected = match distinct.len() - 1 {
                0 => "numbers that vary".to_owned(),
                most => format!("at most {most}, one less than there are distinct values"),
            };
            return Err(Refused::new("degree", found, expected));
        }
        if self.raw { Ok(State::Powers) } else { PolyState::learn(x, self.degree).map(State::Poly) }
    }

    /// Whether a stored state is one that this call can have.
    pub fn fits(&self, state: &State) -> bool {
        match (self.raw, state) {
            (true, State::Powers) => true,
            (false, State::Poly(state)) => state.is_sound(self.degree),
            _ => false,
        }
    }
}

impl PolyState {
    pub fn learn(x: &[f64], degree: usize) -> Result<Self, Refused> {
        let center = mean(x);
        let unit = power_of_two_near(&x.iter().map(|x| x - center).collect::<Vec<_>>());
        let t: Vec<Twofold> = x.iter().map(|x| placed(*x, center, unit)).collect();
        let first = Twofold::from(1.0) / Twofold::from(x.len() as f64).sqrt();
        let mut state = Self { center, unit, first: pair(first), shifts: Vec::new(), lengths: Vec::new() };
        let (mut before, mut now) = (vec![Twofold::default(); x.len()], vec![first; x.len()]);
        let mut done: Vec<Vec<f64>> = vec![now.iter().map(|q| q.hi).collect()];
        let mut length = Twofold::default();
        for k in 0..degree {
            let shift = sum(t.iter().zip(&now).map(|(t, q)| *t * *q * *q));
            let rows = t.iter().zip(&now).zip(&before);
            let next: Vec<Twofold> = rows.map(|((t, q), p)| (*t - shift) * *q - length * *p).collect();
            length = sum(next.iter().map(|q| *q * *q)).sqrt();
            before = std::mem::replace(&mut now, next.iter().map(|q| *q / length).collect());
            let rounded: Vec<f64> = now.iter().map(|q| q.hi).collect();
            // Over many equally spaced values high degrees lose what makes them differ.
            let sound = |q: &Vec<f64>| crate::linalg::dot(q, &rounded).abs() <= ORTHOGONAL;
            if !(length.hi.is_normal() && done.iter().all(sound)) {
                let expected = format!("at most {k}: beyond it these values cannot tell polynomials apart in floats");
                return Err(Refused::new("degree", degree.to_string(), expected));
            }
            done.push(rounded);
            state.shifts.push(pair(shift));
            state.lengths.push(pair(length));
        }
        Ok(state)
    }

    /// q_1, …, q_d, a column after the other.
    pub fn values(&self, x: &[f64]) -> Vec<f64> {
        let (rows, degree) = (x.len(), self.shifts.len());
        let mut out = vec![0.0; rows * degree];
        for (i, x) in x.iter().enumerate() {
            let t = placed(*x, self.center, self.unit);
            let (mut before, mut now, mut length) = (Twofold::default(), twofold(self.first), Twofold::default());
            for (k, (shift, next)) in self.shifts.iter().zip(&self.lengths).enumerate() {
                let value = ((t - twofold(*shift)) * now - length * before) / twofold(*next);
                length = twofold(*next);
                before = std::mem::replace(&mut now, value);
                out[k * rows + i] = value.hi;
            }
        }
        out
    }

    fn is_sound(&self, degree: usize) -> bool {
        let pairs = || self.shifts.iter().chain(&self.lengths).chain([&self.first]);
        let normal = |[hi, lo]: &[f64; 2]| hi.is_finite() && hi + lo == *hi;
        self.shifts.len() == degree
            && self.lengths.len() == degree
            && self.center.is_finite()
            && [self.unit, self.first[0]].iter().chain(self.lengths.iter().map(|length| &length[0])).all(is_positive)
            && pairs().all(normal)
    }
}

fn is_positive(x: &f64) -> bool {
    x.is_finite() && *x > 0.0
}

fn placed(x: f64, center: f64, unit: f64) -> Twofold {
    let t = Twofold::from(x) - Twofold::from(center);
    Twofold { hi: t.hi / unit, lo: t.lo / unit }
}

fn sum(terms: impl Iterator<Item = Twofold>) -> Twofold {
    terms.fold(Twofold::default(), |sum, term| sum + term)
}

fn pair(x: Twofold) -> [f64; 2] {
    [x.hi, x.lo]
}

fn twofold([hi, lo]: [f64; 2]) -> Twofold {
    Twofold { hi, lo }
}

/// x, x², …, xᵈ.
pub(super) fn powers(x: &[f64], degree: usize) -> Values {
    let rows = x.len();
    let (mut columns, mut rest) = (vec![0.0; rows * degree], vec![0.0; rows * degree]);
    for (i, x) in x.iter().enumerate() {
        let mut power = Twofold::from(1.0);
        for k in 0..degree {
            power = power * Twofold::from(*x);
            // What overflows has no rest, and is refused with its row later.
            let finite = power.hi.is_finite() && power.lo.is_finite();
            columns[k * rows + i] = if finite { power.hi } else { x.powi(k as i32 + 1) };
            rest[k * rows + i] = if finite { power.lo } else { 0.0 };
        }
    }
    Values { columns, rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poly(degree: usize, raw: bool) -> Poly {
        Poly { degree, raw, place: 0 }
    }

    #[test]
    fn columns_are_orthonormal_up_to_the_highest_degree_of_few_values() {
        let x: Vec<f64> = (0..21).map(|i| 1e6 + 0.25 * f64::from(i)).collect();
        let State::Poly(state) = poly(20, false).learn(&x).unwrap() else { panic!() };
        let columns = state.values(&x);
        for a in 0..20 {
            let p = &columns[a * 21..][..21];
            assert!(p.iter().sum::<f64>().abs() < 1e-14);
            for b in 0..=a {
                let product: f64 = p.iter().zip(&columns[b * 21..]).map(|(p, q)| p * q).sum();
                assert!((product - f64::from(u8::from(a == b))).abs() < 2e-15, "{a} {b} {product}");
            }
        }
        let mut file = serde_json::to_value(&state).unwrap();
        assert_eq!(serde_json::from_value::<PolyState>(file.clone()).unwrap().values(&x), columns);
        file["lengths"][3][0] = 0.0.into();
        assert!(!poly(20, false).fits(&State::Poly(serde_json::from_value(file).unwrap())));
        assert!(!poly(19, false).fits(&State::Poly(state)));
    }

    #[test]
    fn a_degree_needs_more_distinct_values() {
        let x = [1.0, 2.0, 3.0, 3.0];
        assert!(poly(2, false).learn(&x).is_ok() && poly(2, true).learn(&x).is_ok());
        assert!(poly(3, false).learn(&x).is_err() && poly(3, true).learn(&x).is_err());
        let many: Vec<f64> = (0..200).map(f64::from).collect();
        assert!(poly(199, false).learn(&many).is_err(), "no columns of noise");
    }

    #[test]
    fn powers_keep_what_rounding_takes() {
        let Values { columns, rest } = powers(&[1.1, -3.0, 1e200], 3);
        let square = Twofold::from(1.1) * Twofold::from(1.1);
        assert_eq!((columns[3], rest[3]), (square.hi, square.lo));
        assert_eq!((columns[7], rest[7]), (-27.0, 0.0));
        assert_eq!((columns[8], rest[8]), (f64::INFINITY, 0.0));
    }
}
