//! `[runners.cache]`.

use serde::Deserialize;

/// The cache and where it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct Cache {
    r#type: String,
    path: String,
    shared: bool,
    max_uploaded_archive_size: i64,
    #[serde(rename = "RedactURL")]
    redact_url: bool,
    #[serde(rename = "s3")]
    s3: S3,
    #[serde(rename = "gcs")]
    gcs: Gcs,
    #[serde(rename = "azure")]
    azure: Azure,
}

/// `[runners.cache.s3]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct S3 {
    server_address: String,
    access_key: String,
    secret_key: String,
    session_token: String,
    bucket_name: String,
    bucket_location: String,
    insecure: bool,
    authentication_type: String,
    server_side_encryption: String,
    #[serde(rename = "ServerSideEncryptionKeyID")]
    server_side_encryption_key_id: String,
    dual_stack: bool,
    path_style: bool,
    accelerate: bool,
    #[serde(rename = "RoleARN")]
    role_arn: String,
    #[serde(rename = "UploadRoleARN")]
    upload_role_arn: String,
    assume_role_max_concurrency: i64,
    disable_assume_role_credentials_caching: bool,
}

/// `[runners.cache.gcs]`; its credentials are an embedded struct in the source.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct Gcs {
    #[serde(rename = "AccessID")]
    access_id: String,
    private_key: String,
    credentials_file: String,
    bucket_name: String,
    universe_domain: String,
}

/// `[runners.cache.azure]`; its credentials are an embedded struct in the source.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "PascalCase")]
pub(super) struct Azure {
    account_name: String,
    account_key: String,
    container_name: String,
    storage_domain: String,
}
