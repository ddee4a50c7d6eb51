/** Pictures that a generator made, by what their metadata says. */
@NullMarked
package dev.flowguard.rules.detect.generated;

import org.jspecify.annotations.NullMarked;
