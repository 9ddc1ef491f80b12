//! Rules about GitLab's address and the token.

pub(super) mod gitlab_side_setting;
pub(super) mod gitlab_url_form;
pub(super) mod gitlab_url_missing;
pub(super) mod gitlab_url_plain;
pub(super) mod registration_token;
pub(super) mod token_beside_secret;
pub(super) mod token_in_clear;
pub(super) mod token_missing;
pub(super) mod token_secret_keys;

use super::Context;

/// A value that is text in the file itself, not made by a template and not kept elsewhere.
pub(super) fn literal(context: &Context<'_>, at: &str) -> Option<String> {
    context
        .text(at)
        .filter(|text| !text.contains("{{") && !text.starts_with("ref+") && !text.starts_with('$'))
}
