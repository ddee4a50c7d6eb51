/**
 * Drivers of databases, by the JDBC API that they implement: what applications read of rows and set
 * in statements. Only drivers' own classes, never those of pools.
 */
@NullMarked
package dev.flowguard.agent.taps.jdbc;

import org.jspecify.annotations.NullMarked;
