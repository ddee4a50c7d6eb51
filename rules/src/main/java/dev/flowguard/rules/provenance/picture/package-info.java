/** Pictures that look alike, by the perceptual hash PDQ and by key points. */
@NullMarked
package dev.flowguard.rules.provenance.picture;

import org.jspecify.annotations.NullMarked;
