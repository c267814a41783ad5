//! Who may import whom: the table of `docs/architecture.md`, held against `cargo metadata`.
//!
//! Only normal dependencies count: a test or a build script may use what it needs.

use serde_json::Value;

/// What one crate of ours may import of ours, and what it must never see of others.
struct Rule {
    name: &'static str,
    ours: &'static [&'static str],
    /// Of ours, too, but only as optional dependencies of these features.
    by_feature: &'static [(&'static str, &'static str)],
    never: &'static [&'static str],
}

const fn rule(
    name: &'static str,
    ours: &'static [&'static str],
    never: &'static [&'static str],
) -> Rule {
    Rule {
        name,
        ours,
        by_feature: &[],
        never,
    }
}

const RULES: &[Rule] = &[
    rule(
        "parley-protocol",
        &[],
        &[
            "tokio",
            "axum",
            "sea-orm",
            "leptos",
            "web-sys",
            "js-sys",
            "wasm-bindgen",
        ],
    ),
    rule(
        "parley-domain",
        &["parley-protocol"],
        &["tokio", "axum", "sea-orm", "leptos"],
    ),
    rule(
        "parley-db",
        &["parley-domain", "parley-protocol", "parley-migrations"],
        &["axum", "leptos"],
    ),
    rule("parley-migrations", &[], &["axum", "leptos"]),
    rule(
        "parley-room-server",
        &["parley-protocol", "parley-domain"],
        &[
            "tokio",
            "axum",
            "sea-orm",
            "str0m",
            "async-trait",
            "rand",
            "getrandom",
        ],
    ),
    rule(
        "parley-sfu-core",
        &["parley-protocol"],
        &[
            "tokio",
            "quinn-udp",
            "socket2",
            "axum",
            "sea-orm",
            "rand",
            "getrandom",
        ],
    ),
    rule(
        "parley-sfu-net",
        &["parley-sfu-core"],
        &["str0m", "axum", "sea-orm", "leptos"],
    ),
    rule(
        "parley-sfu-bench",
        &["parley-protocol", "parley-sfu-net"],
        &["axum", "sea-orm", "leptos"],
    ),
    rule(
        "parley-signaling",
        &[
            "parley-room-server",
            "parley-protocol",
            "parley-domain",
            "parley-sfu-net",
        ],
        &["sea-orm", "leptos", "axum"],
    ),
    rule(
        "parley-room-client",
        &["parley-protocol"],
        &[
            "web-sys",
            "js-sys",
            "wasm-bindgen",
            "leptos",
            "tokio",
            "rand",
            "getrandom",
        ],
    ),
    rule(
        "parley-browser-media",
        &["parley-room-client", "parley-protocol"],
        &["leptos", "tokio"],
    ),
    Rule {
        name: "parley-app",
        ours: &["parley-protocol", "parley-room-client"],
        by_feature: &[
            ("parley-domain", "ssr"),
            ("parley-browser-media", "hydrate"),
        ],
        never: &["axum", "sea-orm", "tokio"],
    },
    rule(
        "parley-frontend",
        &["parley-app"],
        &["axum", "tokio", "sea-orm"],
    ),
    rule(
        "parley-server",
        &[
            "parley-app",
            "parley-db",
            "parley-domain",
            "parley-migrations",
            "parley-protocol",
            "parley-room-server",
            "parley-sfu-net",
            "parley-signaling",
        ],
        &["web-sys"],
    ),
    rule(
        "parley-test-support",
        &[
            "parley-db",
            "parley-domain",
            "parley-migrations",
            "parley-protocol",
            "parley-room-server",
            "parley-server",
            "parley-sfu-net",
            "parley-signaling",
        ],
        &[],
    ),
    rule(
        "parley-sim",
        &[
            "parley-domain",
            "parley-protocol",
            "parley-room-client",
            "parley-room-server",
            "parley-sfu-core",
        ],
        &["tokio", "rand", "getrandom"],
    ),
    rule("parley-bindgen", &[], &[]),
    rule("xtask", &[], &["tokio"]),
];

/// Everything in `cargo metadata` that the table does not allow.
pub(super) fn breaches(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let is_ours = |name: &str| packages.iter().any(|package| package["name"] == name);
    let mut breaches = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
            breaches.push(format!(
                "{name}: a new crate needs a line in xtask/src/tidy/dependencies.rs and in docs/architecture.md"
            ));
            continue;
        };
        for (other, is_optional) in normal_dependencies(package) {
            if is_ours(other) {
                breaches.extend(breach_among_ours(rule, package, other, is_optional));
            } else if rule.never.contains(&other) {
                breaches.push(format!("{name} must never see {other}"));
            }
        }
    }
    breaches
}

fn normal_dependencies(package: &Value) -> impl Iterator<Item = (&str, bool)> {
    package["dependencies"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|dependency| dependency["kind"].is_null())
        .filter_map(|dependency| {
            Some((dependency["name"].as_str()?, dependency["optional"] == true))
        })
}

fn breach_among_ours(
    rule: &Rule,
    package: &Value,
    other: &str,
    is_optional: bool,
) -> Option<String> {
    if rule.ours.contains(&other) {
        return None;
    }
    let Some((_, feature)) = rule
        .by_feature
        .iter()
        .find(|(allowed, _)| *allowed == other)
    else {
        return Some(format!("{} may not import {other}", rule.name));
    };
    let switch = format!("dep:{other}");
    let features = package["features"].as_object();
    let asking: Vec<&str> = features
        .into_iter()
        .flatten()
        .filter(|(_, parts)| {
            parts
                .as_array()
                .is_some_and(|parts| parts.contains(&Value::from(switch.clone())))
        })
        .map(|(name, _)| name.as_str())
        .collect();
    (!is_optional || asking != [*feature]).then(|| {
        format!(
            "{} may import {other} only by its feature `{feature}`",
            rule.name
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, dependencies: Value) -> Value {
        json!({ "name": name, "dependencies": dependencies, "features": {} })
    }

    fn of(packages: &[Value]) -> Vec<String> {
        breaches(&json!({ "packages": packages }))
    }

    #[test]
    fn what_the_table_allows_is_no_breach() {
        let domain = package(
            "parley-domain",
            json!([
                { "name": "parley-protocol", "kind": null, "optional": false },
                { "name": "tokio", "kind": "dev", "optional": false },
            ]),
        );
        assert_eq!(
            of(&[domain, package("parley-protocol", json!([]))]),
            [""; 0]
        );
    }

    #[test]
    fn an_import_outside_the_table_is_named() {
        let client = package(
            "parley-room-client",
            json!([{ "name": "parley-db", "kind": null }]),
        );
        assert_eq!(
            of(&[client, package("parley-db", json!([]))]),
            ["parley-room-client may not import parley-db"]
        );
    }

    #[test]
    fn nobody_imports_the_test_crates() {
        let server = package(
            "parley-server",
            json!([{ "name": "parley-test-support", "kind": null }]),
        );
        let support = package("parley-test-support", json!([]));
        assert_eq!(
            of(&[server, support]),
            ["parley-server may not import parley-test-support"]
        );
    }

    #[test]
    fn a_pure_crate_with_a_runtime_is_named() {
        let room = package(
            "parley-room-server",
            json!([{ "name": "tokio", "kind": null }]),
        );
        assert_eq!(of(&[room]), ["parley-room-server must never see tokio"]);
    }

    #[test]
    fn a_crate_without_a_line_in_the_table_is_named() {
        assert!(
            of(&[package("parley-extra", json!([]))])[0].starts_with("parley-extra: a new crate")
        );
    }

    #[test]
    fn the_browser_half_of_the_app_comes_only_with_hydrate() {
        let media = package("parley-browser-media", json!([]));
        let dependency =
            json!([{ "name": "parley-browser-media", "kind": null, "optional": true }]);
        let mut app = package("parley-app", dependency);
        app["features"] = json!({ "hydrate": ["dep:parley-browser-media"] });
        assert_eq!(of(&[app.clone(), media.clone()]), [""; 0]);

        app["features"] = json!({ "ssr": ["dep:parley-browser-media"] });
        assert_eq!(
            of(&[app, media]),
            ["parley-app may import parley-browser-media only by its feature `hydrate`"]
        );
    }
}
