//! Routes: the keys and indices that name a place in a document.

use std::fmt;
use std::str::FromStr;

/// One step of a route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A key of a mapping.
    Key(String),
    /// A position in a sequence, from 0.
    Index(usize),
}

/// A place in a document, from its root: `spec.containers[0]."a.b"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Route(pub Vec<Step>);

impl Route {
    /// The route of the document's root.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// This route and one key more.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    /// This route and one index more.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    /// This route and one step more.
    #[must_use]
    pub fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The route of the parent and the last step; none for the root.
    #[must_use]
    pub fn split_last(&self) -> Option<(Self, &Step)> {
        let (last, parents) = self.0.split_last()?;
        Some((Self(parents.to_vec()), last))
    }

    /// Whether this place is `other` or lies below it.
    #[must_use]
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    if position > 0 {
                        f.write_str(".")?;
                    }
                    if is_bare(key) {
                        f.write_str(key)?;
                    } else {
                        write!(f, "\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn is_bare(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '<'))
}

/// A text that is no route.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a place: {0}")]
pub struct RouteError(String);

impl FromStr for Route {
    type Err = RouteError;

    fn from_str(text: &str) -> Result<Self, RouteError> {
        let mut steps = Vec::new();
        if text.is_empty() || text == "." {
            return Ok(Self::root());
        }
        let mut chars = text.chars().peekable();
        let wrong = |what: &str| RouteError(format!("{what} in `{text}`"));
        loop {
            match chars.peek() {
                Some('[') => {
                    chars.next();
                    let digits: String =
                        std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect();
                    if chars.next() != Some(']') {
                        return Err(wrong("`[` without `]`"));
                    }
                    let index = digits
                        .parse()
                        .map_err(|_| wrong("an index that is no number"))?;
                    steps.push(Step::Index(index));
                }
                Some('"') => {
                    chars.next();
                    steps.push(Step::Key(
                        quoted_key(&mut chars).ok_or_else(|| wrong("an unclosed quote"))?,
                    ));
                }
                _ => {
                    let key: String =
                        std::iter::from_fn(|| chars.next_if(|c| !matches!(c, '.' | '['))).collect();
                    if key.is_empty() {
                        return Err(wrong("an empty key"));
                    }
                    steps.push(Step::Key(key));
                }
            }
            match chars.next_if(|c| *c == '.') {
                Some(_) => {}
                None if chars.peek().is_none() => return Ok(Self(steps)),
                None if chars.peek() == Some(&'[') => {}
                None => return Err(wrong("text behind a key")),
            }
        }
    }
}

/// What stands up to the closing quote, unescaped.
fn quoted_key(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut key = String::new();
    loop {
        match chars.next()? {
            '"' => return Some(key),
            '\\' => key.push(chars.next()?),
            other => key.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_print_and_read_back() {
        for text in [
            "a.b[0].c",
            "a",
            "[1][2]",
            "runners.\"kubernetes.io/arch\"",
            "\"it\\\"s\".x",
            ".",
        ] {
            let route: Route = text.parse().unwrap();
            assert_eq!(route.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_route_says_why() {
        assert_eq!(
            "a..b".parse::<Route>().unwrap_err().to_string(),
            "not a place: an empty key in `a..b`"
        );
        assert!("a[x]".parse::<Route>().is_err());
        assert!("\"a".parse::<Route>().is_err());
        assert!("\"a\"b".parse::<Route>().is_err());
        assert!("a.".parse::<Route>().is_err());
    }
}
