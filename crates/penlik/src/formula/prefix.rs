//! The tree in prefix form, written with a stack of its own: a long sum is a deep tree.

use super::tree::{Argument, Formula, Node, NodeId, Sign};

/// What is still to be written, the last first.
enum Step<'a> {
    Open(NodeId),
    Say(&'a str),
}

impl Formula {
    /// The tree in prefix form, such as `(~ y (+ a (: b c)))`: the form to compare trees by.
    #[must_use]
    pub fn prefix_form(&self) -> String {
        let mut out = String::from("(~");
        for root in self.response().into_iter().chain([self.terms()]) {
            out.push(' ');
            self.write_prefix(root, &mut out);
        }
        out.push(')');
        out
    }

    fn write_prefix(&self, root: NodeId, out: &mut String) {
        let mut todo = vec![Step::Open(root)];
        while let Some(step) = todo.pop() {
            match step {
                Step::Say(text) => out.push_str(text),
                Step::Open(id) => open(self.node(id), out, &mut todo),
            }
        }
    }
}

/// Writes the beginning of a node and notes the rest.
fn open<'a>(node: &'a Node, out: &mut String, todo: &mut Vec<Step<'a>>) {
    match node {
        Node::Name(name) => out.push_str(name),
        Node::Number(x) => out.push_str(&x.to_string()),
        Node::Text(text) => out.push_str(&format!("{text:?}")),
        Node::Dot => out.push('.'),
        Node::Signed { sign, operand } => {
            out.push_str(if *sign == Sign::Minus { "(- " } else { "(+ " });
            todo.extend([Step::Say(")"), Step::Open(*operand)]);
        }
        Node::Binary { operator, left, right } => {
            out.push_str(&format!("({} ", operator.symbol()));
            todo.extend([Step::Say(")"), Step::Open(*right), Step::Say(" "), Step::Open(*left)]);
        }
        Node::Call { function, arguments } => {
            out.push_str(&format!("({}", function.name()));
            todo.push(Step::Say(")"));
            arguments.iter().rev().for_each(|argument| note(argument, todo));
        }
    }
}

fn note<'a>(argument: &'a Argument, todo: &mut Vec<Step<'a>>) {
    todo.push(Step::Open(argument.value));
    if let Some(name) = &argument.name {
        todo.extend([Step::Say("="), Step::Say(name)]);
    }
    todo.push(Step::Say(" "));
}
