//! A part of a long list.

use crate::error::repository_error;
use parley_domain::RepositoryError;
use sea_orm::{
    DatabaseConnection, EntityTrait, FromQueryResult, PaginatorTrait, QuerySelect, Select,
};

/// Of what is found, `count` rows after `skip`, and how many there are in all.
pub(crate) async fn part<E, M>(
    connection: &DatabaseConnection,
    found: Select<E>,
    skip: u64,
    count: u64,
) -> Result<(Vec<M>, u64), RepositoryError>
where
    E: EntityTrait<Model = M>,
    M: FromQueryResult + Sized + Send + Sync,
{
    let total = found.clone().count(connection).await;
    let total = total.map_err(repository_error)?;
    let rows = found.offset(skip).limit(count).all(connection).await;
    Ok((rows.map_err(repository_error)?, total))
}
