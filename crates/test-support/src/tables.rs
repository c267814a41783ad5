//! Everything that stands in the database of one test.

use crate::TestApp;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use std::collections::BTreeMap;

/// The rows of every table, each as one text: the values of its columns as SQL writes them, and blobs in hexadecimal
/// digits.
pub type Tables = BTreeMap<String, Vec<BTreeMap<String, String>>>;

impl TestApp {
    /// What stands in every table of its database, which is `SQLite`.
    ///
    /// # Panics
    /// When the database does not tell it.
    pub async fn tables(&self) -> Tables {
        let raw = sea_orm::Database::connect(self.database_url()).await;
        let raw = raw.expect("the database is there");
        let names = texts(
            &raw,
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        );
        let mut tables = Tables::new();
        for name in names.await {
            let query = format!("SELECT name FROM pragma_table_info('{name}')");
            let columns = texts(&raw, &query).await;
            let rows = rows(&raw, &name, &columns).await;
            tables.insert(name, rows);
        }
        raw.close().await.expect("it closes");
        tables
    }
}

async fn rows(
    raw: &DatabaseConnection,
    table: &str,
    columns: &[String],
) -> Vec<BTreeMap<String, String>> {
    let quoted: Vec<_> = columns
        .iter()
        .map(|column| format!("quote(\"{column}\") AS \"{column}\""))
        .collect();
    let query = format!(
        "SELECT {} FROM \"{table}\" ORDER BY rowid",
        quoted.join(", ")
    );
    let found = raw.query_all_raw(statement(raw, &query)).await;
    let cells = |row: &sea_orm::QueryResult| {
        let cell = |column: &String| {
            let value = row.try_get("", column).expect("quoted values are texts");
            (column.clone(), value)
        };
        columns.iter().map(cell).collect()
    };
    found
        .expect("a table can be read")
        .iter()
        .map(cells)
        .collect()
}

async fn texts(raw: &DatabaseConnection, query: &str) -> Vec<String> {
    let found = raw.query_all_raw(statement(raw, query)).await;
    let rows = found.expect("the schema can be read");
    let names = rows.iter().map(|row| row.try_get("", "name"));
    names.map(|name| name.expect("a name is a text")).collect()
}

fn statement(raw: &DatabaseConnection, query: &str) -> Statement {
    Statement::from_string(raw.get_database_backend(), query)
}
