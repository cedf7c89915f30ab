//! The syntax tree of a formula: what was written and where, without any meaning yet.
//!
//! Nodes lie in one vector and name each other by index, children before parents. So a sum of ten thousand terms is built,
//! walked and dropped without recursion.

use super::functions::Function;

/// A half-open range of bytes in the text of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// The index of a node in its formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    pub(super) fn new(index: usize) -> Self {
        // A formula has at most 64 KB, hence fewer nodes than a u32 counts.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The place of the node among [`Formula::nodes`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A sign before an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `+a`
    Plus,
    /// `-a`
    Minus,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `a + b`: both.
    Add,
    /// `a - b`: the left without the right.
    Remove,
    /// `a * b`: both and their interaction.
    Cross,
    /// `a / b`: the left, and the right within it.
    Nest,
    /// `a %in% b`: the left within the right.
    In,
    /// `a : b`: the interaction alone.
    Interact,
    /// `a ^ n`: all interactions up to order n.
    Power,
}

impl Operator {
    /// How it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Remove => "-",
            Self::Cross => "*",
            Self::Nest => "/",
            Self::In => "%in%",
            Self::Interact => ":",
            Self::Power => "^",
        }
    }
}

/// One argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The name before `=`, where one is written.
    pub name: Option<String>,
    /// The name and the value.
    pub span: Span,
    /// The value.
    pub value: NodeId,
}

/// A node of the tree. Parentheses shape the tree and leave no node.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A name, back-ticks removed.
    Name(String),
    /// A number without a sign.
    Number(f64),
    /// A string in quotes.
    Text(String),
    /// `.`: all other columns.
    Dot,
    /// A sign and its operand.
    Signed {
        /// The sign.
        sign: Sign,
        /// The operand.
        operand: NodeId,
    },
    /// An operator and its operands.
    Binary {
        /// The operator.
        operator: Operator,
        /// The operand before it.
        left: NodeId,
        /// The operand after it.
        right: NodeId,
    },
    /// A function and its arguments.
    Call {
        /// The function.
        function: Function,
        /// The arguments as written.
        arguments: Vec<Argument>,
    },
}

/// A formula that has been read: its text, its tree and the byte span of every node.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    pub(super) text: String,
    pub(super) nodes: Vec<Node>,
    pub(super) spans: Vec<Span>,
    pub(super) response: Option<NodeId>,
    pub(super) terms: NodeId,
}

impl Formula {
    /// The text as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands left of `~`; `None` in a one-sided formula.
    #[must_use]
    pub fn response(&self) -> Option<NodeId> {
        self.response
    }

    /// What stands right of `~`.
    #[must_use]
    pub fn terms(&self) -> NodeId {
        self.terms
    }

    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// All nodes, children before parents, the response before the terms.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The nodes by number, in the order of [`Formula::nodes`].
    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len()).map(NodeId::new)
    }

    /// Where a node is written; for a binary node from the start of its left to the end of its right operand.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        self.spans[id.index()]
    }

    /// The text of a node.
    #[must_use]
    pub fn source(&self, id: NodeId) -> &str {
        let span = self.span(id);
        &self.text[span.start..span.end]
    }

    /// The beginning of the text of a node, for messages.
    pub(crate) fn quote(&self, id: NodeId) -> String {
        super::lexer::snippet(self.source(id))
    }
}
