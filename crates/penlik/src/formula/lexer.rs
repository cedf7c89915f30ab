//! Text → tokens, one at a time, each character looked at a bounded number of times.

use super::caret::width;
use super::error::FormulaError;
use super::tree::Span;

/// The kinds of token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A plain name, its text being that of the span.
    Name,
    /// A name in back-ticks.
    Quoted(String),
    Text(String),
    Number(f64),
    Dot,
    Plus,
    Minus,
    Star,
    Slash,
    Colon,
    Caret,
    In,
    Tilde,
    Equals,
    Comma,
    Open,
    Close,
    End,
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

/// Reads tokens from a text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Characters looked at, which the tests hold against the length of the text.
    pub steps: usize,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, steps: 0 }
    }

    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The next token; [`Kind::End`] for ever once the text is read.
    pub fn next(&mut self) -> Result<Token, FormulaError> {
        self.skip(char::is_whitespace);
        let start = self.at;
        let kind = match self.peek() {
            None => Kind::End,
            Some('`') => Kind::Quoted(self.quoted('`', "back-ticked name")?),
            Some(quote @ ('"' | '\'')) => Kind::Text(self.quoted(quote, "string")?),
            Some('%') => self.percent()?,
            Some(c) if c.is_ascii_digit() => self.number()?,
            Some('.') if self.second().is_some_and(|c| c.is_ascii_digit()) => self.number()?,
            Some(c) if starts_name(c) => self.name(),
            Some(c) => self.sign(c)?,
        };
        Ok(Token { kind, span: Span { start, end: self.at } })
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn second(&self) -> Option<char> {
        self.text[self.at..].chars().nth(1)
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        self.steps += 1;
        Some(c)
    }

    fn skip(&mut self, holds: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&holds) {
            self.bump();
        }
    }

    fn name(&mut self) -> Kind {
        let start = self.at;
        self.skip(continues_name);
        if &self.text[start..self.at] == "." { Kind::Dot } else { Kind::Name }
    }

    fn sign(&mut self, c: char) -> Result<Kind, FormulaError> {
        let position = self.at;
        let kind = match c {
            '+' => Kind::Plus,
            '-' => Kind::Minus,
            // As in R, a double star is a caret.
            '*' if self.second() == Some('*') => Kind::Caret,
            '*' => Kind::Star,
            '/' => Kind::Slash,
            ':' => Kind::Colon,
            '^' => Kind::Caret,
            '~' => Kind::Tilde,
            '=' => Kind::Equals,
            ',' => Kind::Comma,
            '(' => Kind::Open,
            ')' => Kind::Close,
            found => return Err(FormulaError::UnexpectedCharacter { position, found }),
        };
        self.bump();
        if c == '*' && kind == Kind::Caret {
            self.bump();
        }
        Ok(kind)
    }

    fn percent(&mut self) -> Result<Kind, FormulaError> {
        let position = self.at;
        self.bump();
        self.skip(|c| c != '%' && !c.is_whitespace());
        if self.peek() != Some('%') {
            return Err(FormulaError::Unterminated { position, what: "operator", close: '%' });
        }
        self.bump();
        match &self.text[position..self.at] {
            "%in%" => Ok(Kind::In),
            text => Err(FormulaError::UnknownOperator { position, text: snippet(text) }),
        }
    }

    fn number(&mut self) -> Result<Kind, FormulaError> {
        let position = self.at;
        self.skip(|c| c.is_ascii_digit());
        if self.peek() == Some('.') {
            self.bump();
            self.skip(|c| c.is_ascii_digit());
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.bump();
            if matches!(self.peek(), Some('+' | '-')) {
                self.bump();
            }
            self.skip(|c| c.is_ascii_digit());
        }
        let text = &self.text[position..self.at];
        match text.parse::<f64>() {
            Ok(x) if x.is_finite() => Ok(Kind::Number(x)),
            _ => Err(FormulaError::BadNumber { position, text: snippet(text) }),
        }
    }

    fn quoted(&mut self, quote: char, what: &'static str) -> Result<String, FormulaError> {
        let position = self.at;
        let mut out = String::new();
        self.bump();
        loop {
            let here = self.at;
            match self.bump() {
                None => return Err(FormulaError::Unterminated { position, what, close: quote }),
                Some('\\') => out.push(self.escape(here, quote)?),
                Some(c) if c == quote => break,
                Some(c) => out.push(c),
            }
        }
        if quote == '`' && out.is_empty() {
            return Err(FormulaError::EmptyName { position });
        }
        Ok(out)
    }

    fn escape(&mut self, position: usize, quote: char) -> Result<char, FormulaError> {
        match self.bump() {
            Some('\\') => Ok('\\'),
            Some(c) if c == quote => Ok(c),
            Some('n') => Ok('\n'),
            Some('t') => Ok('\t'),
            Some(found) => Err(FormulaError::UnknownEscape { position, found }),
            None => Err(FormulaError::Unterminated { position, what: "escape", close: quote }),
        }
    }
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '.'
}

fn continues_name(c: char) -> bool {
    // Marks above and below letters belong to names; zero-width spaces and joiners do not.
    let mark = width(c) == 0 && !('\u{200b}'..='\u{200d}').contains(&c);
    c.is_alphanumeric() || c == '_' || c == '.' || mark
}

/// The name as a formula has to write it: in back-ticks unless it is a plain name.
pub(super) fn written(name: &str) -> String {
    let plain = name != "."
        && name.chars().next().is_some_and(starts_name)
        && name.chars().all(continues_name)
        && !(name.starts_with('.') && name.chars().nth(1).is_some_and(|c| c.is_ascii_digit()));
    if plain {
        return name.to_owned();
    }
    let mut out = String::from("`");
    for c in name.chars() {
        match c {
            '\\' | '`' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('`');
    out
}

/// A text in quotes, unless it stands in quotes itself.
pub(super) fn in_quotes(text: &str) -> String {
    if text.starts_with(['"', '\'', '`']) { text.to_owned() } else { format!("'{text}'") }
}

/// At most the first 32 characters.
pub(crate) fn snippet(text: &str) -> String {
    match text.char_indices().nth(32) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
