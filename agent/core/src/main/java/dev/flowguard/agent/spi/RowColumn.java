package dev.flowguard.agent.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a driver knows of one column of a result set, without asking the database.
 *
 * @param schema of the table, or the database where that is the same; null or empty if not known
 * @param table in the database, not an alias; null or empty if not known
 * @param column in that table; null or empty if not known
 * @param label under which the application may read it; null if not known
 */
public record RowColumn(
    @Nullable String schema,
    @Nullable String table,
    @Nullable String column,
    @Nullable String label) {}
