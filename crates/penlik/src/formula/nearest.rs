//! The known name nearest to a misspelled one.

// Longer names are compared by their beginnings, which bounds the work.
const COMPARED: usize = 64;
// The price of an edit, a change of case costing 1.
const EDIT: usize = 4;

/// The candidate with the fewest edits (insert, delete, replace, swap of neighbours; a change of case counts a quarter), if they are few
/// against the length of the name. Of equally near candidates the first.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().take(COMPARED).collect();
    let allowed = (EDIT * (name.len() / 3).max(1)).max(name.len());
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let other: Vec<char> = candidate.chars().take(COMPARED).collect();
        if EDIT * name.len().abs_diff(other.len()) > allowed {
            continue;
        }
        let edits = distance(&name, &other);
        // A candidate that shares no letter at all is no suggestion, however short it is.
        if edits <= allowed && edits < EDIT * name.len().max(other.len()) && best.is_none_or(|(least, _)| edits < least)
        {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// [`EDIT`] times the restricted Damerau–Levenshtein distance, a change of case counting 1.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).map(|j| EDIT * j).collect();
    for i in 1..=a.len() {
        let mut row = vec![EDIT * i];
        for j in 1..=b.len() {
            let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            let edits = (last[j - 1] + replace(a[i - 1], b[j - 1])).min(last[j] + EDIT).min(row[j - 1] + EDIT);
            row.push(if swap { edits.min(before[j - 2] + EDIT) } else { edits });
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

fn replace(a: char, b: char) -> usize {
    match a == b {
        true => 0,
        false if a.to_lowercase().eq(b.to_lowercase()) => 1,
        false => EDIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_name_finds_its_neighbour_and_a_foreign_one_finds_none() {
        let known = ["bill_length", "bill_depth", "sex", "Age"];
        for (typed, found) in [
            ("bil_length", Some("bill_length")),
            ("bill_dpeth", Some("bill_depth")),
            ("age", Some("Age")),
            ("SEX", Some("sex")),
            ("x", None),
            ("wingspan", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), found, "{typed}");
        }
    }
}
