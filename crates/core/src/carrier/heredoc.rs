//! Finds texts that a program or a script holds between `<<WORD` and `WORD`: in Terraform and in shell scripts.

use std::ops::Range;

/// The bytes of a text, without its first and last line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) body: Range<usize>,
}

/// The blocks of a file, in their order. One that never ends is none.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut position = 0;
    for line in text.split_inclusive('\n') {
        let start = position;
        position += line.len();
        match open {
            Some((word, body)) if line.trim() == word => {
                found.push(Block { body: body..start });
                open = None;
            }
            Some(_) => {}
            None => open = opened(line).map(|word| (word, position)),
        }
    }
    found
}

/// The word that ends the block that a line opens.
fn opened(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("<<")?;
    if before.trim_start().starts_with(['#', '/']) || after.starts_with('<') {
        return None;
    }
    let after = after.trim_start_matches(['-', '~']).trim_start_matches(' ');
    let after = after.trim_start_matches(['"', '\'', '\\']);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = after.find(|c| !is_word(c)).unwrap_or(after.len());
    let word = after.get(..end)?;
    // `1 << 4` opens nothing.
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        .then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_terraform_and_of_a_shell_are_found() {
        let table = [
            ("a = <<-EOT\n  x: 1\n  EOT\n", vec!["  x: 1\n"]),
            (
                "values = [<<EOF\nx: 1\nEOF\n, <<EOF\ny: 1\nEOF\n]\n",
                vec!["x: 1\n", "y: 1\n"],
            ),
            ("cat > v.yaml <<'EOF'\nx: $A\nEOF\n", vec!["x: $A\n"]),
            (
                "cat <<\"EOF\" | helm upgrade -f - x\nx: 1\nEOF\n",
                vec!["x: 1\n"],
            ),
            ("a = <<EOT\nx: 1\n", vec![]),
            ("# <<EOT\nx\nEOT\n", vec![]),
            ("let y=1<<4\n", vec![]),
            ("cat <<<word\n", vec![]),
        ];
        for (text, expected) in table {
            let found = blocks(text).into_iter();
            let found: Vec<_> = found.filter_map(|block| text.get(block.body)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
