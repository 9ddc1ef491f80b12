//! The options of a concept as text: how a command line or a form says what a concept is to be.

/// One option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConceptOption {
    /// Its name: kebab-case.
    pub name: &'static str,
    /// What it says, in one sentence. Empty without the feature `texts`.
    pub about: &'static str,
    /// What may be said; anything where this is empty.
    pub allowed: &'static [&'static str],
    /// What it is when nothing is said; where there is none, the concept does without.
    pub default: Option<&'static str>,
    /// Whether it has to be said.
    pub is_required: bool,
}

impl ConceptOption {
    pub(super) const fn new(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            about: if cfg!(feature = "texts") { about } else { "" },
            allowed: &[],
            default: None,
            is_required: false,
        }
    }

    pub(super) const fn one_of(self, allowed: &'static [&'static str]) -> Self {
        Self { allowed, ..self }
    }

    pub(super) const fn or(self, default: &'static str) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    pub(super) const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    pub(super) const fn truth(self) -> Self {
        self.one_of(&["true", "false"])
    }
}

/// What options are set to, by name.
pub type Settings = Vec<(&'static str, String)>;

/// Why options make no concept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// There is no such concept.
    #[error("there is no concept {name}; there are: {known}")]
    NoConcept {
        /// What was asked for.
        name: String,
        /// All there are.
        known: String,
    },
    /// There is no such option.
    #[error("there is no option {name}; there are: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// All there are.
        known: String,
    },
    /// It has to be said.
    #[error("the option {0} is needed")]
    Missing(&'static str),
    /// It is none of what may be said.
    #[error("{name} cannot be `{text}`; it is {expected}")]
    Wrong {
        /// The option.
        name: &'static str,
        /// What was said.
        text: String,
        /// What may be.
        expected: String,
    },
    /// It says nothing beside the others.
    #[error("{0} says nothing beside the other options")]
    Beside(&'static str),
}

/// Options to make a concept of: what is said, over what was there. Of the latter, what no longer fits is dropped; of the
/// former, it is an error.
#[derive(Debug)]
pub struct Given {
    said: Settings,
    before: Settings,
}

impl Given {
    /// Options by name, an empty text for none; `before` is what a release has.
    ///
    /// # Errors
    /// A name that is no option, a value that is not allowed.
    pub(super) fn new(
        options: &[ConceptOption],
        said: &[(String, String)],
        before: Settings,
    ) -> Result<Self, OptionError> {
        let mut known = Settings::new();
        for (name, text) in said {
            let option = options.iter().find(|option| option.name == name);
            let option = option.ok_or_else(|| OptionError::Unknown {
                name: name.clone(),
                known: names(options),
            })?;
            let is_allowed = option.allowed.is_empty() || option.allowed.contains(&text.as_str());
            if !is_allowed && !text.is_empty() {
                return Err(OptionError::Wrong {
                    name: option.name,
                    text: text.clone(),
                    expected: option.allowed.join(" or "),
                });
            }
            known.push((option.name, text.clone()));
        }
        Ok(Self {
            said: known,
            before,
        })
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let said = self.said.iter().rposition(|(own, _)| *own == name);
        let before = self.before.iter().position(|(own, _)| *own == name);
        let before = before.map(|at| self.before.remove(at).1);
        match said {
            Some(_) => {
                let mut found = None;
                self.said.retain(|(own, text)| {
                    let is_other = *own != name;
                    if !is_other {
                        found = Some(text.clone());
                    }
                    is_other
                });
                found
            }
            None => before,
        }
        .filter(|text| !text.is_empty())
    }

    pub(super) fn required(&mut self, name: &'static str) -> Result<String, OptionError> {
        self.text(name).ok_or(OptionError::Missing(name))
    }

    pub(super) fn int(&mut self, name: &'static str) -> Result<Option<i64>, OptionError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
        number.map(Some).ok_or_else(|| OptionError::Wrong {
            name,
            text,
            expected: "a whole number, not below zero".to_owned(),
        })
    }

    pub(super) fn is_true(&mut self, name: &str) -> bool {
        self.text(name).as_deref() == Some("true")
    }

    /// Texts with commas between them.
    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let items = text.split(',').map(str::trim);
        items
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// What is left has been asked for by nobody.
    pub(super) fn finish(self) -> Result<(), OptionError> {
        let left = self.said.iter().find(|(_, text)| !text.is_empty());
        left.map_or(Ok(()), |(name, _)| Err(OptionError::Beside(name)))
    }
}

/// The names of options, for people.
fn names(options: &[ConceptOption]) -> String {
    let names: Vec<_> = options.iter().map(|option| option.name).collect();
    names.join(", ")
}
