/** Pictures that look alike, by the perceptual hash PDQ. */
@NullMarked
package dev.flowguard.rules.provenance.picture;

import org.jspecify.annotations.NullMarked;
