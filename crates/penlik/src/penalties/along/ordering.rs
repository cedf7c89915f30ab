//! An order of the nodes of a graph in which the ends of every edge are near each other, so that its matrices are narrow bands
//! (E. Cuthill and J. McKee, "Reducing the bandwidth of sparse symmetric matrices", ACM 24th National Conference, 1969).

use super::sparse::Sparse;

/// The place of every node in that order. Each component is walked breadth first from one of its outermost nodes, neighbours by
/// their number of neighbours; ties go to the lower node, so that the order depends on the graph alone.
pub(super) fn places(pairs: &[[usize; 2]], nodes: usize) -> Vec<usize> {
    let links: Vec<_> = pairs.iter().flat_map(|&[i, j]| [(i, j, 1.0), (j, i, 1.0)]).collect();
    let links = Sparse::new(nodes, nodes, &links);
    let mut starts: Vec<usize> = (0..nodes).collect();
    starts.sort_by_key(|&node| (links.row(node).len(), node));
    let (mut tried, mut seen) = (vec![false; nodes], vec![false; nodes]);
    let mut order = Vec::with_capacity(nodes);
    for start in starts {
        if !seen[start] {
            // The last node of a first walk is an outermost one.
            let outermost = walk(&links, start, &mut tried).last().copied().unwrap_or(start);
            order.extend(walk(&links, outermost, &mut seen));
        }
    }
    let mut places = vec![0; nodes];
    order.into_iter().enumerate().for_each(|(place, node)| places[node] = place);
    places
}

/// The component of a node, breadth first.
fn walk(links: &Sparse, start: usize, seen: &mut [bool]) -> Vec<usize> {
    let mut found = vec![start];
    seen[start] = true;
    let mut next = 0;
    while next < found.len() {
        let from = found.len();
        for &(node, _) in links.row(found[next]) {
            if !seen[node] {
                seen[node] = true;
                found.push(node);
            }
        }
        found[from..].sort_by_key(|&node| (links.row(node).len(), node));
        next += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(pairs: &[[usize; 2]], nodes: usize) -> usize {
        let places = places(pairs, nodes);
        let mut sorted = places.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..nodes), "{places:?}");
        pairs.iter().map(|&[i, j]| places[i].abs_diff(places[j])).max().unwrap_or(0)
    }

    #[test]
    fn paths_rings_and_grids_with_scattered_numbers_become_narrow() {
        let scattered = |i: usize| 37 * i % 100;
        let path: Vec<_> = (0..99).map(|i| [scattered(i), scattered(i + 1)]).collect();
        let ring: Vec<_> = (0..100).map(|i| [scattered(i), scattered((i + 1) % 100)]).collect();
        let grid: Vec<_> =
            (0..90).map(|p| [p, p + 10]).chain((0..100).filter(|p| p % 10 < 9).map(|p| [p, p + 1])).collect();
        let grid: Vec<_> = grid.into_iter().map(|pair| pair.map(scattered)).collect();
        assert_eq!((width(&path, 100), width(&ring, 100)), (1, 2));
        assert!(width(&grid, 100) <= 11);
        assert_eq!((width(&path, 105), width(&[], 3), width(&[], 0)), (1, 0, 0));
    }
}
