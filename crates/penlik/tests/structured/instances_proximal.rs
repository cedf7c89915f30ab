//! Parameters of the kinds that are known by a proximal map or a projection.

use penlik_testkit::Random;
use serde_json::json;

use crate::instances::{Instance, below};

pub fn arrange(kind: &str, instance: &mut Instance, random: &mut Random) {
    let (rows, columns) = (instance.rows, instance.columns);
    let mut set = |name: &str, value| instance.spec.insert(name.to_owned(), value);
    let mut finite = |n: usize| random.vector(n, -1.0, 0.5);
    match kind {
        "SLOPE" => {
            let mut weights: Vec<f64> = finite(columns).iter().map(|w| w.abs()).collect();
            weights.sort_by(|a, b| b.total_cmp(a));
            set("weights", json!(weights));
        }
        "LogisticLoss" => {
            let labels: Vec<f64> = finite(columns).iter().map(|x| x.signum()).collect();
            set("labels", json!(labels));
        }
        "SoftmaxLoss" => {
            let labels: Vec<usize> = (0..rows).map(|_| below(random, columns)).collect();
            set("labels", json!(labels));
        }
        "Hyperplane" => {
            let mut normal = finite(columns);
            normal[0] += 1.0;
            set("normal", json!(normal));
        }
        "Box" => {
            let lower = finite(columns);
            let upper: Vec<f64> = lower.iter().zip(finite(columns)).map(|(l, w)| l + w.abs()).collect();
            match below(random, 4) {
                0 => set("lower", json!(lower)).is_some() || set("upper", json!(upper)).is_some(),
                1 => set("lower", json!(lower[0])).is_some() || set("upper", json!(upper[0])).is_some(),
                2 => set("lower", json!(lower)).is_some(),
                _ => set("upper", json!(upper[0])).is_some(),
            };
        }
        "Affine" => {
            // Near the identity, so that its rows do not depend on each other.
            let m = 1 + below(random, columns);
            let mut matrix = random.vector(m * columns, -1.0, -0.7);
            (0..m).for_each(|i| matrix[i * columns + i] += 1.0);
            set("matrix", json!({ "rows": m, "cols": columns, "data": matrix }));
            set("rhs", json!(random.vector(m, -1.0, 0.5)));
        }
        _ => {}
    }
}
