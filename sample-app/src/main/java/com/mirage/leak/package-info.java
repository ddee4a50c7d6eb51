/** Mistakes that services like this one make, for the demo. */
@NullMarked
package com.mirage.leak;

import org.jspecify.annotations.NullMarked;
