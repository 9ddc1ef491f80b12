//! Label selectors, evaluated as Kubernetes' `labels.Selector` does.
//!
//! Refuses nothing: an operator that Kubernetes would reject cannot be written with these types.

use std::collections::BTreeMap;

/// Labels of a pod or a node.
pub type Labels = BTreeMap<String, String>;

/// A requirement on one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The label.
    pub key: String,
    /// How its value is compared.
    pub operator: Operator,
    /// What it is compared with; none for the two operators that only look whether it is there.
    pub values: Vec<String>,
}

/// How a label is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// It is there and has one of the values.
    In,
    /// It is not there, or has none of the values.
    NotIn,
    /// It is there.
    Exists,
    /// It is not there.
    DoesNotExist,
    /// It is a whole number above the value; for nodes only.
    Gt,
    /// It is a whole number below the value; for nodes only.
    Lt,
}

impl Operator {
    /// The operator of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "In" => Self::In,
            "NotIn" => Self::NotIn,
            "Exists" => Self::Exists,
            "DoesNotExist" => Self::DoesNotExist,
            "Gt" => Self::Gt,
            "Lt" => Self::Lt,
            _ => return None,
        })
    }

    /// Its name in manifests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "In",
            Self::NotIn => "NotIn",
            Self::Exists => "Exists",
            Self::DoesNotExist => "DoesNotExist",
            Self::Gt => "Gt",
            Self::Lt => "Lt",
        }
    }
}

impl Requirement {
    /// A label with one value.
    #[must_use]
    pub fn equals(key: &str, value: &str) -> Self {
        Self {
            key: key.to_owned(),
            operator: Operator::In,
            values: vec![value.to_owned()],
        }
    }

    /// Whether labels meet it.
    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        let is_listed = |value: &String| self.values.contains(value);
        match self.operator {
            Operator::In => value.is_some_and(is_listed),
            Operator::NotIn => !value.is_some_and(is_listed),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Gt | Operator::Lt => {
                let number = |text: &String| text.parse::<i64>().ok();
                let [bound] = self.values.as_slice() else {
                    return false;
                };
                match (value.and_then(number), number(bound)) {
                    (Some(value), Some(bound)) if self.operator == Operator::Gt => value > bound,
                    (Some(value), Some(bound)) => value < bound,
                    _ => false,
                }
            }
        }
    }
}

/// A selector over pods. One that is not written matches nothing; one without requirements matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    /// All of these, or none when the selector is not written.
    pub requirements: Option<Vec<Requirement>>,
}

impl Selector {
    /// A selector of labels that must all have a value.
    #[must_use]
    pub fn of_labels(labels: &Labels) -> Self {
        let requirements = labels
            .iter()
            .map(|(key, value)| Requirement::equals(key, value));
        Self {
            requirements: Some(requirements.collect()),
        }
    }

    /// Whether labels meet all of it.
    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        self.requirements
            .as_ref()
            .is_some_and(|all| all.iter().all(|one| one.matches(labels)))
    }

    /// Whether it is written and requires nothing.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.requirements.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether it is written and requires anything.
    #[must_use]
    pub fn requires_something(&self) -> bool {
        self.requirements
            .as_ref()
            .is_some_and(|all| !all.is_empty())
    }

    /// The selector with more requirements; one that matches nothing stays so.
    #[must_use]
    pub fn and(mut self, more: impl IntoIterator<Item = Requirement>) -> Self {
        if let Some(requirements) = &mut self.requirements {
            requirements.extend(more);
        }
        self
    }
}
