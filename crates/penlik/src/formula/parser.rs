//! Tokens → tree, by precedence climbing.
//!
//! From loose to tight, as in R: `~`; `+ -`; `* /`; `%in%`; `:`; a sign; `^`, which alone groups to the right.
//! Chains of one operator are read in a loop, so that recursion is bounded by the depth limit and not by the length.

use super::error::FormulaError;
use super::functions::Function;
use super::lexer::{Kind, Lexer, Token, snippet};
use super::nearest::nearest;
use super::tree::{Argument, Formula, Node, NodeId, Operator, Sign, Span};
use super::{MAX_DEPTH, MAX_TERMS};

const SUM: u8 = 1;
const SIGN: u8 = 5;
const POWER: u8 = 6;

/// What encloses the expression that is being read.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Response,
    Terms,
    Parentheses { open: usize },
    Call { open: usize },
}

/// A node and the text it takes up with its parentheses.
type Extent = (NodeId, Span);

pub(super) struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token,
    /// The token before the current one; empty at the start.
    last: Span,
    nodes: Vec<Node>,
    spans: Vec<Span>,
    operands: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str) -> Result<Self, FormulaError> {
        let mut lexer = Lexer::new(text);
        let token = lexer.next()?;
        let last = Span { start: 0, end: 0 };
        Ok(Self { lexer, token, last, nodes: Vec::new(), spans: Vec::new(), operands: 0, depth: 0 })
    }

    /// The whole formula, and the characters and nodes it took.
    pub fn formula(mut self) -> Result<(Formula, usize), FormulaError> {
        if self.token.kind == Kind::End {
            return Err(FormulaError::Empty);
        }
        let response = match self.token.kind {
            Kind::Tilde => None,
            _ => Some(self.expression(SUM)?.0),
        };
        if self.token.kind != Kind::Tilde {
            return Err(self.unexpected(Place::Response));
        }
        self.advance()?;
        let (terms, _) = self.expression(SUM)?;
        if self.token.kind != Kind::End {
            return Err(self.unexpected(Place::Terms));
        }
        let steps = self.lexer.steps + self.nodes.len();
        let text = self.lexer.text().to_owned();
        Ok((Formula { text, nodes: self.nodes, spans: self.spans, response, terms }, steps))
    }

    fn advance(&mut self) -> Result<Token, FormulaError> {
        let next = self.lexer.next()?;
        let token = std::mem::replace(&mut self.token, next);
        self.last = token.span;
        Ok(token)
    }

    fn push(&mut self, node: Node, span: Span) -> NodeId {
        self.nodes.push(node);
        self.spans.push(span);
        NodeId::new(self.nodes.len() - 1)
    }

    fn operand(&mut self, node: Node, span: Span) -> Result<Extent, FormulaError> {
        self.operands += 1;
        if self.operands > MAX_TERMS {
            return Err(FormulaError::TooManyTerms { position: span.start });
        }
        Ok((self.push(node, span), span))
    }

    /// Reads something one level deeper.
    fn nested<T>(
        &mut self,
        position: usize,
        read: impl FnOnce(&mut Self) -> Result<T, FormulaError>,
    ) -> Result<T, FormulaError> {
        if self.depth == MAX_DEPTH {
            return Err(FormulaError::TooDeep { position });
        }
        self.depth += 1;
        let out = read(self)?;
        self.depth -= 1;
        Ok(out)
    }

    /// Operands joined by operators that bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Result<Extent, FormulaError> {
        let (mut left, mut span) = self.prefix()?;
        while let Some((operator, tightness)) = binary(&self.token.kind) {
            if tightness < least {
                break;
            }
            let position = self.advance()?.span.start;
            let (right, end) = match operator {
                Operator::Power => self.nested(position, |parser| parser.expression(POWER))?,
                _ => self.expression(tightness + 1)?,
            };
            span = span.join(end);
            left = self.push(Node::Binary { operator, left, right }, span);
        }
        Ok((left, span))
    }

    /// One operand with its signs.
    fn prefix(&mut self) -> Result<Extent, FormulaError> {
        let span = self.token.span;
        match self.token.kind {
            Kind::Plus => self.signed(Sign::Plus),
            Kind::Minus => self.signed(Sign::Minus),
            Kind::Open => self.parentheses(),
            Kind::Name => self.name_or_call(),
            Kind::Quoted(_) | Kind::Text(_) | Kind::Number(_) | Kind::Dot => {
                let node = match self.advance()?.kind {
                    Kind::Quoted(name) => Node::Name(name),
                    Kind::Text(text) => Node::Text(text),
                    Kind::Number(x) => Node::Number(x),
                    _ => Node::Dot,
                };
                self.operand(node, span)
            }
            _ => Err(self.expected_term()),
        }
    }

    fn signed(&mut self, sign: Sign) -> Result<Extent, FormulaError> {
        let start = self.advance()?.span;
        let (operand, end) = self.nested(start.start, |parser| parser.expression(SIGN))?;
        let span = start.join(end);
        Ok((self.push(Node::Signed { sign, operand }, span), span))
    }

    fn parentheses(&mut self) -> Result<Extent, FormulaError> {
        let start = self.advance()?.span;
        let open = start.start;
        let (inner, _) = self.nested(open, |parser| parser.expression(SUM))?;
        if self.token.kind != Kind::Close {
            return Err(self.unexpected(Place::Parentheses { open }));
        }
        self.advance()?;
        Ok((inner, start.join(self.last)))
    }

    fn name_or_call(&mut self) -> Result<Extent, FormulaError> {
        let span = self.advance()?.span;
        let name = &self.lexer.text()[span.start..span.end];
        if self.token.kind != Kind::Open {
            return self.operand(Node::Name(name.to_owned()), span);
        }
        let Some(function) = Function::from_name(name) else {
            let nearest = nearest(name, Function::names()).map(str::to_owned);
            return Err(FormulaError::UnknownFunction { position: span.start, name: snippet(name), nearest });
        };
        let arguments = self.nested(span.start, Self::arguments)?;
        let span = span.join(self.last);
        self.operand(Node::Call { function, arguments }, span)
    }

    /// The arguments of a call with their parentheses.
    fn arguments(&mut self) -> Result<Vec<Argument>, FormulaError> {
        let open = self.advance()?.span.start;
        let mut arguments: Vec<Argument> = Vec::new();
        let mut names = std::collections::HashSet::new();
        while self.token.kind != Kind::Close || !arguments.is_empty() {
            let argument = self.argument()?;
            if let Some(name) = &argument.name
                && !names.insert(name.clone())
            {
                let (position, name) = (argument.span.start, snippet(name));
                return Err(FormulaError::DuplicateArgument { position, name });
            }
            arguments.push(argument);
            match self.token.kind {
                Kind::Comma => self.advance()?,
                Kind::Close => break,
                _ => return Err(self.unexpected(Place::Call { open })),
            };
        }
        self.advance()?;
        Ok(arguments)
    }

    fn argument(&mut self) -> Result<Argument, FormulaError> {
        let (plain, first) = (self.token.kind == Kind::Name, self.token.span);
        let (value, span) = self.expression(SUM)?;
        // A lone name before '=' was not a value but the name of the argument.
        if !(plain && span == first && self.token.kind == Kind::Equals) {
            return Ok(Argument { name: None, span, value });
        }
        self.nodes.pop();
        self.spans.pop();
        self.operands -= 1;
        self.advance()?;
        let name = self.lexer.text()[first.start..first.end].to_owned();
        let (value, end) = self.expression(SUM)?;
        Ok(Argument { name: Some(name), span: first.join(end), value })
    }

    fn found(&self) -> String {
        match self.token.kind {
            Kind::End => "the end of the formula".to_owned(),
            _ => format!("'{}'", snippet(&self.lexer.text()[self.token.span.start..self.token.span.end])),
        }
    }

    fn expected_term(&self) -> FormulaError {
        let position = self.token.span.start;
        let after = match &self.lexer.text()[self.last.start..self.last.end] {
            "" => "at the start".to_owned(),
            text => format!("after '{}'", snippet(text)),
        };
        FormulaError::ExpectedTerm { position, after, found: self.found() }
    }

    /// Why the current token cannot follow a complete expression in this place.
    fn unexpected(&self, place: Place) -> FormulaError {
        let position = self.token.span.start;
        let misplaced = |expected| FormulaError::Misplaced { position, found: self.found(), expected };
        match (&self.token.kind, place) {
            (Kind::End, Place::Parentheses { open } | Place::Call { open }) => {
                FormulaError::Unclosed { position: open }
            }
            (Kind::End, _) => FormulaError::MissingTilde { position },
            (Kind::Close, _) => FormulaError::Unopened { position },
            (Kind::Equals, Place::Response) => FormulaError::EqualsForTilde { position },
            (Kind::Equals, Place::Call { .. }) => misplaced("before '=' stands one plain name"),
            (Kind::Equals, _) => misplaced("'=' belongs between the name and the value of an argument"),
            (Kind::Tilde, Place::Terms) => FormulaError::SecondTilde { position },
            (Kind::Tilde, _) => misplaced("'~' belongs outside all parentheses"),
            (Kind::Comma, _) => misplaced("',' belongs between the arguments of a function"),
            _ => FormulaError::ExpectedOperator { position, found: self.found() },
        }
    }
}

/// The operator of a token and how tightly it binds.
fn binary(kind: &Kind) -> Option<(Operator, u8)> {
    Some(match kind {
        Kind::Plus => (Operator::Add, SUM),
        Kind::Minus => (Operator::Remove, SUM),
        Kind::Star => (Operator::Cross, 2),
        Kind::Slash => (Operator::Nest, 2),
        Kind::In => (Operator::In, 3),
        Kind::Colon => (Operator::Interact, 4),
        Kind::Caret => (Operator::Power, POWER),
        _ => return None,
    })
}
