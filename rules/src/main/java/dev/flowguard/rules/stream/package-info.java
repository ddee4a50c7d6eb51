/** Joins the events of a streamed answer to the values that they carry in pieces. */
@NullMarked
package dev.flowguard.rules.stream;

import org.jspecify.annotations.NullMarked;
