/** Unfolds a request into leaves: the texts and bytes that a reader on the other side would see. */
@NullMarked
package dev.flowguard.rules.payload;

import org.jspecify.annotations.NullMarked;
