/** Knows protected content by its origin. */
@NullMarked
package dev.flowguard.rules.provenance;

import org.jspecify.annotations.NullMarked;
