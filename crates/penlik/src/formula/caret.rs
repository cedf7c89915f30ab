//! The line of a formula with a caret under one place.

// Characters shown before and after the caret; a longer line is cut and the cut marked.
const BEFORE: usize = 48;
const AFTER: usize = 24;

/// Two lines: the line of `text` that holds byte `position`, and a caret under the character there.
///
/// A long line is cut to a window around the caret. Characters that a terminal shows two columns wide, or on top of their
/// neighbour, are allowed for, and control characters are shown as blanks. A position past the end points behind the last character.
///
/// ```
/// use penlik::formula::caret;
/// assert_eq!(caret("y ~ a + )", 8), "y ~ a + )\n        ^");
/// ```
#[must_use]
pub fn caret(text: &str, position: usize) -> String {
    let position = boundary(text, position);
    let start = text[..position].rfind('\n').map_or(0, |i| i + 1);
    let end = text[position..].find('\n').map_or(text.len(), |i| position + i);
    let (head, before_cut) = last_chars(&text[start..position], BEFORE);
    let (tail, after_cut) = first_chars(&text[position..end], AFTER);
    let (mut line, mut pad) = (String::new(), String::new());
    if before_cut {
        line.push('…');
        pad.push(' ');
    }
    for c in head.chars().map(visible) {
        line.push(c);
        match width(c) {
            0 => {}
            1 => pad.push(' '),
            _ => pad.push('\u{3000}'),
        }
    }
    line.extend(tail.chars().map(visible));
    if after_cut {
        line.push('…');
    }
    format!("{}\n{pad}^", line.trim_end())
}

fn boundary(text: &str, position: usize) -> usize {
    let mut position = position.min(text.len());
    while !text.is_char_boundary(position) {
        position -= 1;
    }
    position
}

fn last_chars(text: &str, count: usize) -> (&str, bool) {
    let cut = text.char_indices().rev().take(count).last().map_or(text.len(), |(i, _)| i);
    // The window does not begin with a mark whose letter was cut off.
    let kept = text[cut..].trim_start_matches(|c| cut > 0 && width(c) == 0);
    (kept, cut > 0)
}

fn first_chars(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().nth(count) {
        Some((cut, _)) => (&text[..cut], true),
        None => (text, false),
    }
}

fn visible(c: char) -> char {
    // Besides control characters the marks that turn the direction of writing, which would move the caret.
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || turns { ' ' } else { c }
}

/// Columns of a terminal: 0 for combining marks, 2 for the wide blocks of East Asian scripts and pictographs, else 1.
pub(super) fn width(c: char) -> usize {
    match c {
        '\u{0300}'..='\u{036f}'
        | '\u{0483}'..='\u{0487}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{200b}'..='\u{200d}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{3099}'..='\u{309a}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(rendered: &str) -> (usize, usize) {
        let (_, pad) = rendered.split_once('\n').unwrap();
        let columns = pad.chars().map(|c| if c == '^' { 0 } else { width(c) }).sum();
        (columns, pad.chars().filter(|c| *c == '^').count())
    }

    #[test]
    fn the_caret_stands_under_wide_and_combined_letters() {
        for (text, at, columns) in [
            ("y ~ größe + )", ")", 12),
            ("y ~ 体重 + )", ")", 11),
            ("y ~ e\u{301}te + )", ")", 10),
            ("y ~\ta + )", ")", 8),
        ] {
            let rendered = caret(text, text.find(at).unwrap());
            assert_eq!(column(&rendered), (columns, 1), "{rendered}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("y ~ {} + ) + {}", "ä + ".repeat(1000), "b + ".repeat(1000));
        let rendered = caret(&text, text.find(')').unwrap());
        let line = rendered.lines().next().unwrap();
        assert!(line.starts_with('…') && line.ends_with('…') && line.chars().count() <= BEFORE + AFTER + 2);
        let (columns, _) = column(&rendered);
        assert_eq!(line.chars().nth(columns), Some(')'));
    }

    #[test]
    fn only_the_line_of_the_position_is_shown() {
        assert_eq!(caret("y ~ a +\n  b + )\n + c", 14), "  b + )\n      ^");
        assert_eq!(caret("y", 99), "y\n ^");
        assert_eq!(caret("", 0), "\n^");
        // A position inside a letter is moved to its start.
        assert_eq!(caret("äb", 1), "äb\n^");
    }
}
