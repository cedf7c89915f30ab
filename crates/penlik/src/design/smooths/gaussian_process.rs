//! Gaussian process smooths: a trend plus a stationary process with correlation c(‖x − x′‖/ρ), its low rank by eigen truncation.
//!
//! The correlations are those of `radial::kernel`: Matérn with ν = 3/2 and ρ the largest distance between two knots unless said otherwise.
//! `m` is a code, a range and a power: 1 spherical, 2 e^(−t^κ), 3, 4, 5 Matérn with ν = 3/2, 5/2, 7/2; a negative code leaves the linear trend out,
//! a range that is not positive is the default, κ is 1 unless given. In words the options `kernel`, `range`, `power` and `trend` say the same.
//! `k` is by default the number of trend functions plus 10, 30 and then 100.
//! Sources: E. E. Kammann and M. P. Wand, Geoadditive models, Applied Statistics 52 (2003), 1–18; L. Fahrmeir, T. Kneib, S. Lang and B. Marx,
//! Regression, 2013, §8.1.6.

use super::arguments;
use super::basis::{Refusal, Request};
use super::radial::{Kernel, Plan, Points, RadialBasis, exponents_below};
use super::thin_plate::{knots, size};
use super::variable::times_power;

/// The words for kernels.
const KERNELS: [&str; 6] = ["spherical", "powerExponential", "matern12", "matern32", "matern52", "matern72"];

/// `gp`.
///
/// # Errors
/// Levels among the covariates, `m`, `k`, knots, options, points that determine no trend.
pub fn new(request: &Request<'_>) -> Result<RadialBasis, Refusal> {
    let points = knots(request)?;
    let process = if request.m.is_empty() { Process::of_options(request)? } else { Process::of_m(request)? };
    let degree = if process.linear { 2 } else { 1 };
    let polynomials = exponents_below(degree, points.dimension());
    let k = size(request, degree, [10, 30, 100])?;
    let plan = Plan {
        kernel: process.kernel(&points, request.exponent),
        factor: 1.0,
        polynomials,
        k,
        shrunk: false,
        positive: true,
        points,
    };
    RadialBasis::new(request, &plan)
}

/// What is asked for.
struct Process<'a> {
    kernel: &'a str,
    range: Option<f64>,
    power: f64,
    linear: bool,
}

impl<'a> Process<'a> {
    fn of_options(request: &Request<'a>) -> Result<Self, Refusal> {
        let kernel = arguments::word(request, "kernel", &KERNELS)?.unwrap_or("matern32");
        let range = arguments::number(request, "range", "a number above 0", |x| x > 0.0 && x.is_finite())?;
        let power = arguments::number(request, "power", "a number above 0 and at most 2", |x| x > 0.0 && x <= 2.0)?;
        if power.is_some() && kernel != "powerExponential" {
            let expected = "none: it belongs to the kernel powerExponential";
            return Err(Refusal::new("power", power.map_or(String::new(), |x| x.to_string()), expected));
        }
        let linear = arguments::word(request, "trend", &["linear", "constant"])? != Some("constant");
        Ok(Self { kernel, range, power: power.unwrap_or(1.0), linear })
    }

    fn of_m(request: &Request<'_>) -> Result<Self, Refusal> {
        let refuse = |expected: &str| Refusal::new("m", arguments::listed(request.m), expected);
        let of_knots = ["maxKnots", "seed"];
        if request.options.iter().any(|(name, _)| !of_knots.contains(&name.as_str())) {
            return Err(refuse("none beside the options kernel, range, power, trend, which say the same"));
        }
        let (code, rest) = match request.m {
            [code, rest @ ..] if rest.len() < 3 => (*code, rest),
            _ => return Err(refuse("a code, a range and a power")),
        };
        let kernel = match code.abs() {
            1.0 => "spherical",
            2.0 => "powerExponential",
            3.0 => "matern32",
            4.0 => "matern52",
            5.0 => "matern72",
            _ => return Err(refuse("a code 1, 2, 3, 4 or 5, negative for no linear trend")),
        };
        let power = rest.get(1).copied().unwrap_or(1.0);
        let sound = rest.iter().all(|x| x.is_finite()) && power > 0.0 && power <= 2.0;
        let range = rest.first().copied().filter(|range| *range > 0.0);
        sound
            .then_some(Self { kernel, range, power, linear: code > 0.0 })
            .ok_or_else(|| refuse("a finite range, and a power above 0 and at most 2"))
    }

    /// c of distances in units of the points, where the range is in units of 2^−e of what the points are.
    fn kernel(&self, points: &Points, exponent: i32) -> Kernel {
        let given = |range: f64| times_power(range, -exponent) / points.unit;
        let range = self.range.map_or_else(|| points.diameter(), given);
        match self.kernel {
            "spherical" => Kernel::Spherical { range },
            "powerExponential" => Kernel::PowerExponential { range, power: self.power },
            "matern12" => Kernel::Matern { range, degree: 0 },
            "matern52" => Kernel::Matern { range, degree: 2 },
            "matern72" => Kernel::Matern { range, degree: 3 },
            _ => Kernel::Matern { range, degree: 1 },
        }
    }
}
