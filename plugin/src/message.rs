//! What Helm hands over and what it is handed back, JSON both (Helm's `internal/plugin/schema`).
//!
//! Read by hand: it is one flat object, a library for all of JSON would be 11 KB of the module, and reading it as YAML
//! fails on what JSON may hold and YAML may not, such as a character in two halves.

use evenkeel_yaml::quoted;

/// Objects inside each other before the message is refused; Helm's has one.
const DEPTH: usize = 32;

/// A message, with whatever else is in it left out.
#[derive(Default)]
pub(crate) struct Message {
    /// The manifests of a `postrenderer/v1` call; nothing for a `cli/v1` call.
    pub(crate) manifests: Option<Manifests>,
    /// What stands behind the plugin's name, or the values of `--post-renderer-args`.
    pub(crate) arguments: Vec<String>,
}

/// The field that should hold the manifests.
pub(crate) enum Manifests {
    /// It does.
    Text(String),
    /// It is there and holds no text: today's Helm writes `{}` (helm/helm#31832).
    NotHandedOver,
}

impl Message {
    /// Reads `bytes`; an error says what is wrong with them.
    pub(crate) fn read(bytes: Vec<u8>) -> Result<Self, String> {
        if bytes.is_empty() {
            // Its memory can be too small to hold the message, and then the host says nothing.
            return Err(
                "it is empty: memory.maxPages in the plugin's plugin.yaml may be too small".into(),
            );
        }
        let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
        let mut reader = Reader { text: &text, at: 0 };
        let message = reader.message().ok_or_else(|| {
            format!("it is no JSON of the form {{\"manifests\": \"…\", \"extraArgs\": [\"…\"]}} at byte {}", reader.at)
        })?;
        Ok(message)
    }
}

/// The answer to a `postrenderer/v1` call.
pub(crate) fn answer(manifests: &str) -> String {
    format!("{{\"manifests\":{}}}", quoted(manifests))
}

/// Reads from `at` on; gives nothing where the text is not what is asked for, and then `at` is near the place.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn message(&mut self) -> Option<Message> {
        let mut message = Message::default();
        self.sequence(b'{', b'}', |reader| {
            let name = reader.string()?;
            reader.expect(b':')?;
            match name.as_str() {
                "manifests" if reader.peek()? == b'"' => {
                    message.manifests = Some(Manifests::Text(reader.string()?));
                }
                "manifests" => {
                    message.manifests = Some(Manifests::NotHandedOver);
                    reader.skip(DEPTH)?;
                }
                "extraArgs" if reader.peek()? == b'[' => {
                    reader.sequence(b'[', b']', |reader| {
                        message.arguments.push(reader.string()?);
                        Some(())
                    })?;
                }
                // Go's nil slice.
                "extraArgs" => reader.word("null")?,
                _ => reader.skip(DEPTH)?,
            }
            Some(())
        })?;
        self.space();
        (self.at == self.text.len()).then_some(message)
    }

    /// Any value, `depth` levels of objects and lists at most.
    fn skip(&mut self, depth: usize) -> Option<()> {
        let below = depth.checked_sub(1)?;
        match self.peek()? {
            b'{' => self.sequence(b'{', b'}', |reader| {
                reader.string()?;
                reader.expect(b':')?;
                reader.skip(below)
            }),
            b'[' => self.sequence(b'[', b']', |reader| reader.skip(below)),
            b'"' => self.string().map(drop),
            _ => {
                let rest = self.rest();
                let end = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c))
                    .unwrap_or(rest.len());
                let word = rest.get(..end)?;
                let known = matches!(word, "true" | "false" | "null");
                (known || word.parse::<f64>().is_ok()).then(|| self.at += end)
            }
        }
    }

    /// Items between `open` and `close`, commas between them.
    fn sequence(
        &mut self,
        open: u8,
        close: u8,
        mut item: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.expect(open)?;
        if self.peek()? == close {
            return self.expect(close);
        }
        loop {
            item(self)?;
            if self.peek()? == close {
                return self.expect(close);
            }
            self.expect(b',')?;
        }
    }

    fn string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(|c: char| c == '"' || c == '\\' || c < ' ')?;
            value.push_str(rest.get(..end)?);
            self.at += end + 1;
            match rest.as_bytes().get(end)? {
                b'"' => return Some(value),
                b'\\' => value.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let kind = *self.rest().as_bytes().first()?;
        self.at += 1;
        Some(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                if !(0xd800..0xdc00).contains(&first) {
                    // Half a character alone is none; Go reads it as this one.
                    return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let Some(behind) = self.rest().strip_prefix("\\u") else {
                    return Some(char::REPLACEMENT_CHARACTER);
                };
                let second = u32::from_str_radix(behind.get(..4)?, 16).ok()?;
                if !(0xdc00..0xe000).contains(&second) {
                    return Some(char::REPLACEMENT_CHARACTER);
                }
                self.at += 6;
                char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let unit = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(unit)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.space();
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// The next byte that is not space.
    fn peek(&mut self) -> Option<u8> {
        self.space();
        self.rest().as_bytes().first().copied()
    }

    fn space(&mut self) {
        let rest = self.rest();
        let kept = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.at += rest.len() - kept.len();
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }
}
