/**
 * Drivers of databases by the R2DBC API: what applications read of rows and bind to statements.
 * Only drivers' own classes, never those of pools.
 *
 * <p>A row does not know its statement. So the text goes with the objects in between: from the
 * statement to its results, from a result to the metadata that all of its rows share.
 */
@NullMarked
package dev.flowguard.agent.taps.r2dbc;

import org.jspecify.annotations.NullMarked;
