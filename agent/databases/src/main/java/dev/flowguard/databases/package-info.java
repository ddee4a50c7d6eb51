/** Servers of databases that tests start. */
@NullMarked
package dev.flowguard.databases;

import org.jspecify.annotations.NullMarked;
