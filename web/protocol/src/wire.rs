//! Values as text: numbers end in `;`, texts are preceded by their length. Small in a module, and any text fits in.

use evenkeel_core::rules::Severity;

/// A value that can be sent.
pub trait Wire: Sized {
    /// Appends the value.
    fn write(&self, text: &mut String);
    /// Takes a value from the front; none when there is no such value.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

/// A value as a text.
pub fn encode(value: &impl Wire) -> String {
    let mut text = String::new();
    value.write(&mut text);
    text
}

/// The value of a text; none when the text is not exactly one such value.
#[must_use]
pub fn decode<T: Wire>(text: &str) -> Option<T> {
    let mut reader = Reader(text);
    let value = T::read(&mut reader)?;
    reader.0.is_empty().then_some(value)
}

/// A text that is being read.
pub struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<i64> {
        let (number, rest) = self.0.split_once(';')?;
        self.0 = rest;
        number.parse().ok()
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(text)
    }
}

impl Wire for i64 {
    fn write(&self, text: &mut String) {
        text.push_str(&self.to_string());
        text.push(';');
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.number()
    }
}

impl Wire for usize {
    fn write(&self, text: &mut String) {
        i64::try_from(*self).unwrap_or(i64::MAX).write(text);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Self::try_from(reader.number()?).ok()
    }
}

impl Wire for bool {
    fn write(&self, text: &mut String) {
        i64::from(*self).write(text);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        match reader.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Wire for String {
    fn write(&self, text: &mut String) {
        self.len().write(text);
        text.push_str(self);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text().map(str::to_owned)
    }
}

impl Wire for Severity {
    fn write(&self, text: &mut String) {
        let number: usize = match self {
            Self::Error => 0,
            Self::Warning => 1,
            Self::Info => 2,
        };
        number.write(text);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        match reader.number()? {
            0 => Some(Self::Error),
            1 => Some(Self::Warning),
            2 => Some(Self::Info),
            _ => None,
        }
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, text: &mut String) {
        self.is_some().write(text);
        if let Some(value) = self {
            value.write(text);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(if bool::read(reader)? {
            Some(T::read(reader)?)
        } else {
            None
        })
    }
}

impl<T: Wire> Wire for Box<T> {
    fn write(&self, text: &mut String) {
        T::write(self, text);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        T::read(reader).map(Self::new)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, text: &mut String) {
        self.len().write(text);
        for value in self {
            value.write(text);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        (0..usize::read(reader)?).map(|_| T::read(reader)).collect()
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, text: &mut String) {
        self.0.write(text);
        self.1.write(text);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some((A::read(reader)?, B::read(reader)?))
    }
}

/// A struct whose fields are sent one after the other.
macro_rules! record {
    ($(#[$attribute:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$attribute])*
        pub struct $name {
            $($(#[$about])* pub $field: $type,)*
        }

        impl $crate::wire::Wire for $name {
            fn write(&self, text: &mut String) {
                $(self.$field.write(text);)*
            }

            fn read(reader: &mut $crate::wire::Reader<'_>) -> Option<Self> {
                Some(Self { $($field: <$type>::read(reader)?,)* })
            }
        }
    };
}
pub(crate) use record;

/// An enum that is sent as a number and its fields.
macro_rules! choice {
    ($(#[$attribute:meta])* $name:ident { $($(#[$about:meta])* $number:literal $variant:ident $({ $($(#[$field_about:meta])* $field:ident: $type:ty,)* })?,)* }) => {
        $(#[$attribute])*
        pub enum $name {
            $($(#[$about])* $variant $({ $($(#[$field_about])* $field: $type,)* })?,)*
        }

        impl $crate::wire::Wire for $name {
            fn write(&self, text: &mut String) {
                match self {
                    $(Self::$variant $({ $($field,)* })? => {
                        usize::write(&$number, text);
                        $($($field.write(text);)*)?
                    })*
                }
            }

            fn read(reader: &mut $crate::wire::Reader<'_>) -> Option<Self> {
                Some(match usize::read(reader)? {
                    $($number => Self::$variant $({ $($field: <$type>::read(reader)?,)* })?,)*
                    _ => return None,
                })
            }
        }
    };
}
pub(crate) use choice;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_reads_back() {
        type Sent = (Vec<(String, usize)>, (Option<bool>, (i64, Severity)));
        let sent: Sent = (
            vec![(String::new(), 0), ("ä; 7:\n\u{1F600}".to_owned(), 12)],
            (Some(true), (-5, Severity::Warning)),
        );
        let text = encode(&sent);
        assert_eq!(decode::<Sent>(&text), Some(sent));
        // Nothing cut short and nothing with more behind it is taken for the whole.
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(decode::<Sent>(&text[..end]), None, "{end}");
        }
        assert_eq!(decode::<Sent>(&format!("{text}0;")), None);
    }

    #[test]
    fn a_length_beyond_the_text_is_refused() {
        assert_eq!(decode::<String>("9;abc"), None);
        assert_eq!(decode::<String>("-1;abc"), None);
        assert_eq!(decode::<String>("1;ä"), None);
        assert_eq!(decode::<Vec<String>>("99999999999;"), None);
    }
}
