//! One style sheet out of many: `@import`s are replaced by what they name, in their order.
//!
//! *Invariant*: an import stands alone on its line, and everything that is not an import stays as it is.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// Reads a style sheet and everything it imports.
pub(crate) fn bundle(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the style sheet {}", file.display()))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut bundled = String::with_capacity(text.len());
    for line in text.lines() {
        match import(line.trim()) {
            None if line.trim_start().starts_with("@import") => {
                bail!("{}: cannot understand `{}`", file.display(), line.trim())
            }
            None => {
                bundled += line;
                bundled.push('\n');
            }
            Some(import) => {
                let imported = bundle(&folder.join(import.path))?;
                match import.layer {
                    Some(layer) => writeln!(bundled, "@layer {layer} {{\n{imported}}}")?,
                    None => bundled += &imported,
                }
            }
        }
    }
    Ok(bundled)
}

#[derive(Debug, PartialEq)]
struct Import<'a> {
    path: &'a str,
    layer: Option<&'a str>,
}

/// Understands `@import "a.css";`, `@import url("a.css");` and both with `layer(name)`.
fn import(line: &str) -> Option<Import<'_>> {
    let rest = line.strip_prefix("@import")?.trim_start();
    let rest = rest.strip_prefix("url(").unwrap_or(rest);
    let quote = rest.chars().next().filter(|quote| "\"'".contains(*quote))?;
    let (path, rest) = rest[1..].split_once(quote)?;
    let rest = rest
        .trim_start_matches(')')
        .trim()
        .strip_suffix(';')?
        .trim();
    let layer = match rest {
        "" => None,
        _ => Some(rest.strip_prefix("layer(")?.strip_suffix(')')?.trim()),
    };
    (!path.contains("://")).then_some(Import { path, layer })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn path_only(path: &str) -> Import<'_> {
        Import { path, layer: None }
    }

    #[test]
    fn imports_are_understood_in_each_spelling() {
        assert_eq!(import("@import \"a/b.css\";"), Some(path_only("a/b.css")));
        assert_eq!(import("@import url('a.css');"), Some(path_only("a.css")));
        assert_eq!(
            import("@import \"a.css\" layer(base);"),
            Some(Import {
                path: "a.css",
                layer: Some("base")
            })
        );
    }

    #[test]
    fn what_cannot_be_bundled_is_no_import() {
        assert_eq!(import("@import \"https://elsewhere.example/a.css\";"), None);
        assert_eq!(import("@import \"a.css\" screen;"), None);
        assert_eq!(import("a { color: red }"), None);
    }

    #[test]
    fn imports_are_replaced_in_their_order() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("parley-css-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("pages"))?;
        std::fs::write(
            folder.join("main.css"),
            "@layer one, two;\n@import \"pages/one.css\" layer(one);\n@import \"two.css\";\n",
        )?;
        std::fs::write(folder.join("pages/one.css"), "a { b: c }\n")?;
        std::fs::write(folder.join("two.css"), "d { e: f }\n")?;
        let bundled = bundle(&folder.join("main.css"));
        std::fs::remove_dir_all(&folder)?;
        assert_eq!(
            bundled?,
            "@layer one, two;\n@layer one {\na { b: c }\n}\nd { e: f }\n"
        );
        Ok(())
    }
}
