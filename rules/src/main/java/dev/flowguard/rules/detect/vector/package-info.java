/** Embeddings: where a payload has a series of numbers, in which encodings, and what they are. */
@NullMarked
package dev.flowguard.rules.detect.vector;

import org.jspecify.annotations.NullMarked;
