//! `te`, `ti` and `t2`.

use super::support::{
    Ask, Case, File, Product, check_case, check_functions, check_slopes, check_storage, close, rows, slopes,
};
use crate::design::smooths::basis::{Basis, Covariate, Setting};
use crate::design::smooths::catalog::AnyBasis;

fn reference() -> File {
    serde_json::from_str(include_str!("../../../../tests/fixtures/smooths/tensors.json")).unwrap()
}

fn made(file: &File, case: &Case) -> AnyBasis {
    let columns: Vec<&[f64]> = case.covariates.iter().map(|name| file.data[name].as_slice()).collect();
    let mut product = Product { bases: case.bases.clone(), sizes: case.sizes.clone(), ..Product::default() };
    product.orders.clone_from(&case.orders);
    if case.np == Some(false) {
        product = product.option("np", Setting::Number(0.0));
    }
    product.make(&case.name, &columns).unwrap()
}

#[test]
fn products_and_their_penalties_are_those_of_mgcv() {
    let file = reference();
    for case in file.cases.iter().filter(|case| case.name != "t2") {
        let basis = made(&file, case);
        if case.bases.iter().all(|name| name != "cs") {
            check_case(&file, case, &basis, 1e-11);
            continue;
        }
        // What cs says about lines differs.
        check_functions(&file, case, &basis, 1e-11);
        close("beside cs", &basis.penalties()[1].data, &case.penalties[1], 1e-11);
    }
}

/// Some columns of rows, and their products with one another.
fn gram(rows: &[Vec<f64>], columns: std::ops::Range<usize>) -> Vec<f64> {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    rows.iter()
        .flat_map(|a| rows.iter().map(|b| product(&a[columns.clone()], &b[columns.clone()])).collect::<Vec<_>>())
        .collect()
}

#[test]
fn split_products_have_the_blocks_of_mgcv() {
    let file = reference();
    for case in file.cases.iter().filter(|case| case.name == "t2") {
        let basis = made(&file, case);
        let columns: Vec<&[f64]> = case.covariates.iter().map(|name| file.data[name].as_slice()).collect();
        let (found, k) = (rows(&basis, &columns), basis.size());
        let wanted: Vec<Vec<f64>> = case.design.chunks_exact(k).map(<[f64]>::to_vec).collect();
        assert_eq!(wanted.len(), found.len());
        let (penalties, mut last) = (basis.penalties(), 0);
        assert_eq!(penalties.len(), case.penalties.len());
        for (penalty, wanted_penalty) in penalties.iter().zip(&case.penalties) {
            assert_eq!(&penalty.data, wanted_penalty, "{:?}", case.bases);
            let own = |j: &usize| penalty.get(*j, *j) == 1.0;
            let block = (0..k).find(own).unwrap()..(0..k).rfind(own).unwrap() + 1;
            last = block.end;
            // Coordinates may turn inside a block, which leaves its penalty as it is. What cs says about lines differs.
            if case.bases.iter().all(|name| name != "cs") {
                close("block", &gram(&found, block.clone()), &gram(&wanted, block), 1e-10);
            }
        }
        if case.bases.iter().all(|name| name != "cs") && last < k {
            close("free", &gram(&found, last..k), &gram(&wanted, last..k), 1e-10);
        }
        check_storage(&basis, &columns);
    }
}

/// Irregular data in the plane.
fn plane() -> (Vec<f64>, Vec<f64>) {
    let x: Vec<f64> = (0..40).map(|i| f64::from((i * i * 7 + 3 * i) % 257) / 64.0).collect();
    let z: Vec<f64> = (0..40).map(|i| f64::from((i * 37 + 11) % 61) / 30.0).collect();
    (x, z)
}

#[test]
fn the_free_functions_of_a_split_margin_are_lines_the_constant_first() {
    let (x, z) = plane();
    let basis = Product::of(&["cr", "ps"], &[6, 5]).make("t2", &[&x, &z]).unwrap();
    let found = rows(&basis, &[&x, &z]);
    let first = found[0][26];
    assert!(first > 0.0 && found.iter().all(|row| (row[26] - first).abs() < 1e-12));
    // The constant of x times a line in z, and a line in x times the constant of z.
    for (column, at) in [(27, &z), (28, &x)] {
        let slope = (found[1][column] - found[0][column]) / (at[1] - at[0]);
        for (row, at_i) in found.iter().zip(at) {
            let line = slope.mul_add(at_i - at[0], found[0][column]);
            assert!((row[column] - line).abs() < 1e-11, "{column}");
        }
    }
    let full = Product::of(&["cr", "ps"], &[6, 5]).option("full", Setting::Number(1.0)).make("t2", &[&x, &z]).unwrap();
    let sizes: Vec<usize> = full.penalties().iter().map(|s| (0..30).filter(|j| s.get(*j, *j) == 1.0).count()).collect();
    assert_eq!(sizes, [12, 3, 3, 4, 4]);
}

#[test]
fn a_product_is_the_same_function_space_and_the_penalty_acts_along_slices() {
    let (x, z) = plane();
    let (a, b) = (Ask::k(6).make("ps", &[&x]).unwrap(), Ask::k(5).make("cr", &[&z]).unwrap());
    let no = Setting::Number(0.0);
    let product = Product::of(&["ps", "cr"], &[6, 5]).option("np", no).make("te", &[&x, &z]).unwrap();
    for (row, (a, b)) in rows(&product, &[&x, &z]).iter().zip(rows(&a, &[&x]).iter().zip(rows(&b, &[&z]))) {
        let wanted: Vec<f64> = a.iter().flat_map(|a| b.iter().map(move |b| a * b)).collect();
        close("row", row, &wanted, 0.0);
    }
    // f = g(x)·h(z) with coefficients g ⊗ h: gᵀSg/(largest eigenvalue)·hᵀh.
    let g: Vec<f64> = (0..6).map(|j| (1.0 + 1.9 * f64::from(j)).sin()).collect();
    let h: Vec<f64> = (0..5).map(|j| (0.3 + 0.7 * f64::from(j)).cos()).collect();
    let beta: Vec<f64> = g.iter().flat_map(|g| h.iter().map(move |h| g * h)).collect();
    let form =
        |s: &crate::linalg::Symmetric, v: &[f64]| -> f64 { s.product(v).iter().zip(v).map(|(a, b)| a * b).sum() };
    let square = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>();
    let largest =
        |s: &crate::linalg::Symmetric| *crate::linalg::SymmetricEigen::new(s).unwrap().values().last().unwrap();
    let (s, t) = (a.penalties().remove(0), b.penalties().remove(0));
    let wanted = [form(&s, &g) / largest(&s) * square(&h), form(&t, &h) / largest(&t) * square(&g)];
    let found: Vec<f64> = product.penalties().iter().map(|s| form(s, &beta)).collect();
    close("penalties", &found, &wanted, 1e-13);
}

#[test]
fn coefficients_of_a_product_are_values_on_a_grid() {
    let (x, z) = plane();
    let ends = |x: &[f64]| x.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    let grid = |x: &[f64], k: usize| -> Vec<f64> {
        let (low, high) = ends(x);
        (0..k).map(|j| low + (high - low) * j as f64 / (k - 1) as f64).collect()
    };
    let product = Product::of(&["ps", "bs"], &[7, 6]).make("te", &[&x, &z]).unwrap();
    let (u, v) = (grid(&x, 7), grid(&z, 6));
    let at: (Vec<f64>, Vec<f64>) = u.iter().flat_map(|u| v.iter().map(move |v| (*u, *v))).unzip();
    for (i, row) in rows(&product, &[&at.0, &at.1]).iter().enumerate() {
        let unit: Vec<f64> = (0..42).map(|j| f64::from(u8::from(i == j))).collect();
        close("value", row, &unit, 1e-12);
    }
}

#[test]
fn an_interaction_sums_to_zero_over_the_data_in_every_margin() {
    let (x, z) = plane();
    let product = Product::of(&["ps", "cr"], &[6, 5]).make("ti", &[&x, &z]).unwrap();
    assert_eq!(product.size(), 20);
    assert!(!product.spans_constant());
    for z in [0.1, 0.9, 1.9] {
        let along = rows(&product, &[&x, &vec![z; x.len()]]);
        (0..20).for_each(|j| assert!(along.iter().map(|row| row[j]).sum::<f64>().abs() < 1e-11));
    }
    let half = Setting::Numbers(vec![0.0, 1.0]);
    let half = Product::of(&["ps", "cr"], &[6, 5]).option("mc", half).make("ti", &[&x, &z]).unwrap();
    assert_eq!((half.size(), half.spans_constant()), (24, false));
    let none = Setting::Numbers(vec![0.0, 0.0]);
    let none = Product::of(&["ps", "cr"], &[6, 5]).option("mc", none).make("ti", &[&x, &z]).unwrap();
    assert!(none.spans_constant() && none.size() == 30);
}

#[test]
fn slopes_are_limits_of_differences_in_every_covariate() {
    let (x, z) = plane();
    let at: [&[f64]; 2] = [&[-1.0, 0.3, 1.1, 2.6, 3.8, 6.0], &[0.21, -0.5, 1.3, 0.77, 1.9, 3.0]];
    for (kind, bases) in [("te", ["ps", "cr"]), ("ti", ["cr", "bs"]), ("t2", ["cr", "ps"]), ("te", ["cc", "cp"])] {
        let basis = Product::of(&bases, &[6, 5]).make(kind, &[&x, &z]).unwrap();
        (0..2).for_each(|variable| check_slopes(kind, &basis, &at, variable, 0.008, 1e-7));
        check_storage(&basis, &at);
    }
}

#[test]
fn margins_may_be_of_several_covariates_of_levels_and_of_several_penalties() {
    let (x, z) = plane();
    let codes: Vec<u32> = (0..40).map(|i| i % 3).collect();
    let factor = Covariate::Levels { codes: &codes, count: 3 };
    let basis = Product { sizes: vec![5], ..Product::default() }.over("te", &[Covariate::Numbers(&x), factor]).unwrap();
    assert_eq!((basis.size(), basis.penalties().len()), (15, 2));
    assert!(basis.takes(&[0, 3]) && !basis.takes(&[0, 2]) && !basis.takes(&[0, 0]) && !basis.takes(&[0]));
    let mut out = vec![f64::NAN; 15 * 40];
    assert!(!basis.fill_derivative(&[Covariate::Numbers(&x), factor], 1, &mut out, 40));
    // A margin of two covariates: one random slope for x·z.
    let product = Product { dimensions: vec![1, 2], ..Product::of(&["cr", "re"], &[]) };
    let basis = product.make("te", &[&x, &x, &z]).unwrap();
    assert_eq!(basis.size(), 5);
    let (found, curve) = (rows(&basis, &[&x, &x, &z]), rows(&Ask::k(5).make("cr", &[&x]).unwrap(), &[&x]));
    for i in 0..40 {
        let wanted: Vec<f64> = curve[i].iter().map(|b| b * x[i] * z[i]).collect();
        close("slope", &found[i], &wanted, 1e-15);
    }
    let several = Product { orders: vec![vec![3.0, 2.0, 1.0], vec![]], ..Product::of(&["bs", "cr"], &[7, 5]) };
    assert_eq!(several.make("te", &[&x, &z]).unwrap().penalties().len(), 3);
    let told = several.make("t2", &[&x, &z]).unwrap_err().to_string();
    assert_eq!(told, "bs is \"bs\" with 2 penalties, expected margins of one penalty; te() takes several");
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    let (x, z) = plane();
    let told = |product: &Product| product.make("te", &[&x, &z]).unwrap_err().to_string();
    assert_eq!(told(&Product::of(&["cr", "cr"], &[5, 2])), "k is 2, expected a number of functions from 3 to 2000");
    assert_eq!(
        told(&Product::of(&["cr"], &[5, 5, 5])),
        "k is 3 values, expected one for all or one for each of 2 margins"
    );
    assert_eq!(told(&Product::of(&["nonsense"], &[])).split(", expected").next(), Some("bs is \"nonsense\""));
    let dimensions = Product { dimensions: vec![1, 2], ..Product::default() };
    assert_eq!(told(&dimensions), "d is [1, 2], expected numbers of covariates that sum to 2");
    let long: Vec<f64> = (0..100).map(f64::from).collect();
    let large = Product::of(&["cr"], &[80]).make("te", &[&long, &long]).unwrap_err().to_string();
    assert_eq!(large, "k is 80·80, expected a product of at most 5000 functions");
    let word = Product::of(&["cr"], &[5]).option("np", Setting::Word("perhaps".to_owned()));
    assert_eq!(told(&word), "np is \"perhaps\", expected TRUE or FALSE");
    // `m` with a number for each margin.
    let orders = Product { orders: vec![vec![1.0, 2.0]], ..Product::of(&["ps"], &[6]) };
    let apart = Product { orders: vec![vec![1.0], vec![2.0]], ..Product::of(&["ps"], &[6]) };
    assert_eq!(orders.make("te", &[&x, &z]), apart.make("te", &[&x, &z]));
    let three = Product { orders: vec![vec![1.0, 2.0, 3.0]], ..Product::of(&["ps"], &[6]) };
    assert_eq!(told(&three), "m is 3 of them, expected one for all or one for each of 2 margins");
}

#[test]
fn a_stored_product_with_bad_parts_is_refused() {
    let (x, z) = plane();
    let good = serde_json::to_value(Product::of(&["ps", "cr"], &[5, 4]).make("te", &[&x, &z]).unwrap()).unwrap();
    assert!(serde_json::from_value::<AnyBasis>(good.clone()).is_ok());
    let mut short = good.clone();
    short["margins"][0]["map"] = serde_json::json!([1.0, 2.0]);
    assert!(serde_json::from_value::<AnyBasis>(short).is_err());
    let mut none = good;
    none["margins"] = serde_json::json!([]);
    assert!(serde_json::from_value::<AnyBasis>(none).is_err());
    let mut split = serde_json::to_value(Product::of(&["ps", "cr"], &[5, 4]).make("t2", &[&x, &z]).unwrap()).unwrap();
    split["ranges"] = serde_json::json!([3, 9]);
    assert!(serde_json::from_value::<AnyBasis>(split).is_err());
    // Slopes outside stay those of the edge.
    let basis = Product::of(&["ps", "cr"], &[5, 4]).make("te", &[&x, &z]).unwrap();
    let outside = slopes(&basis, &[&[7.0, 8.0], &[1.0, 1.0]], 0);
    close("outside", &outside[0], &outside[1], 1e-15);
}
