//! `GET /api/v1/openapi.json`: the API as a document for programs.

use super::{ApiState, extract::AppJson, me, meetings, token};
use axum::extract::State;
use utoipa::{
    OpenApi,
    openapi::{
        OpenApi as Document, Server,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

/// Tags and texts; the operations describe themselves where they are.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Parley",
        description = "The HTTP API of a Parley server. Bodies are JSON. Errors are `{code, message, field?}`; programs \
            decide by `code`. Where there is no operation it is `not_found` (404), and `wrong_method` (405) with the \
            right ones in `Allow` where there is one with another method. Before a request reaches its operation the server may refuse it in plain text: 429 for \
            too many requests from one address and 503 for what takes more than ten seconds, both with `Retry-After`, \
            403 for requests that a browser made on another site, and 413 for bodies of more than 64 KiB. Cookies \
            mean nothing here.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(token::token, me::me, meetings::meetings),
    tags(
        (name = "Tokens", description = "Signing in and staying signed in."),
        (name = "Account", description = "The account whose token it is."),
        (name = "Meetings", description = "The meetings of the account.")
    )
)]
struct Described;

/// The document of a server with this public address.
pub(super) fn document(issuer: &str) -> Document {
    let mut document = Described::openapi();
    document.servers = Some(vec![Server::new(issuer)]);
    let components = document.components.get_or_insert_default();
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.bearer_format = Some("JWT".to_owned());
    bearer.description = Some("The `access_token` of `POST /api/v1/token`.".to_owned());
    components.add_security_scheme("access_token", SecurityScheme::Http(bearer));
    document
}

pub(crate) async fn openapi(State(state): State<ApiState>) -> AppJson<Document> {
    AppJson(document(&state.issuer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn described() -> Value {
        serde_json::to_value(document("https://meet.example.org")).unwrap()
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        fn check(all: &Value, value: &Value) -> usize {
            let to = value.get("$ref").and_then(Value::as_str);
            let to = to.and_then(|to| to.strip_prefix('#'));
            assert!(to.is_none_or(|to| all.pointer(to).is_some()), "{to:?}");
            let fields = value
                .as_object()
                .into_iter()
                .flat_map(|fields| fields.values());
            let values = fields.chain(value.as_array().into_iter().flatten());
            usize::from(to.is_some()) + values.map(|value| check(all, value)).sum::<usize>()
        }
        let all = described();
        assert!(check(&all, &all) > 10);
    }

    #[test]
    fn every_operation_says_who_may_and_has_a_summary() {
        let all = described();
        let paths = all["paths"].as_object().unwrap();
        let mut names: Vec<_> = paths.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["/api/v1/me", "/api/v1/meetings", "/api/v1/token"]);
        for (path, methods) in paths {
            for operation in methods.as_object().unwrap().values() {
                let is_secured = operation["security"][0]["access_token"].is_array();
                assert_eq!(is_secured, path != super::super::TOKEN_PATH, "{path}");
                assert!(operation["summary"].is_string(), "{path}");
                for status in ["200", "401", "429", "503"] {
                    let answer = &operation["responses"][status];
                    assert!(answer["description"].is_string(), "{path} {status}");
                }
            }
        }
        let scheme = &all["components"]["securitySchemes"]["access_token"];
        assert_eq!(scheme["scheme"], "bearer");
        assert_eq!(all["servers"][0]["url"], "https://meet.example.org");
    }

    #[test]
    fn t031_the_document_says_that_other_fields_are_refused() {
        let request = &described()["components"]["schemas"]["TokenRequest"];
        let grants = request["oneOf"].as_array().unwrap();
        assert_eq!(grants.len(), 2, "{request}");
    }
}
